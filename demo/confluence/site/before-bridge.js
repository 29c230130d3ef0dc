// The bridge reports usage through `require`; the site has nobody to report to.
window.require = () => {};
