/** One menu open at a time; a click elsewhere, a click into a frame, or Escape closes it. */
export function listenToMenus() {
  const menus = [...document.querySelectorAll('details.menu')];
  const close = (except) => menus.filter((menu) => menu !== except).forEach((menu) => (menu.open = false));
  document.addEventListener('click', (event) => close(event.target.closest('details.menu')));
  window.addEventListener('blur', () => close());
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    const open = menus.find((menu) => menu.open);
    close();
    open?.querySelector('summary').focus();
  });
}
