// The bridge finds jQuery and reports usage through these in the product; this site has neither, and the bridge works without.
window.AJS = { $: () => undefined };
window.require = () => ({ emitGasV3() {} });
