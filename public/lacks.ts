/** What frames of this site were found unable to do: to open a popup that can reach them, or to grow within a line. */
export function lacks(ability: 'popup' | 'room'): boolean {
  return (document.body.dataset.without ?? '').split(' ').includes(ability);
}
