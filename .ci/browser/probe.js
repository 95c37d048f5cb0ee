// probe returns what is wrong with the page that it runs in, as sentences.
async function probe(scheme) {
  const wrong = [];
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) {
    const culprit = [...document.querySelectorAll('body *')].find((e) => e.getBoundingClientRect().right > root.clientWidth + 1);
    wrong.push(`it is ${root.scrollWidth - root.clientWidth} px too wide: ${culprit ? culprit.outerHTML.slice(0, 120) : 'by what cannot be seen'}`);
  }
  for (const table of document.querySelectorAll('table')) {
    const cells = [...table.querySelectorAll('td')].filter((cell) => cell.textContent && cell.checkVisibility());
    if (cells.some((cell) => cell.textContent.length > 16)) continue; // of figures that no telephone is wide enough for
    const hidden = cells.find((cell) => cell.getBoundingClientRect().right > root.clientWidth + 1);
    if (hidden) wrong.push(`a figure is out of sight until one scrolls: ${hidden.textContent}`);
  }
  for (const image of document.images) {
    if (!image.naturalWidth) wrong.push(`it lacks the picture ${image.src.slice(0, 80)}`);
  }
  const ground = getComputedStyle(document.body).backgroundColor.match(/\d+/g).slice(0, 3).reduce((sum, c) => sum + Number(c), 0);
  if ((ground < 382) !== (scheme === 'dark')) wrong.push(`its ground is ${getComputedStyle(document.body).backgroundColor}`);
  if (typeof axe === 'undefined') return wrong;

  for (const violation of (await axe.run()).violations) {
    for (const node of violation.nodes) wrong.push(`axe-core: ${violation.id}: ${node.failureSummary} ${node.html.slice(0, 160)}`);
  }
  for (const chart of document.querySelectorAll('.plot')) {
    if (!chart.querySelector('.areas') || !chart.checkVisibility()) continue;
    const stop = chart.querySelector('[role=slider]'), tip = chart.querySelector('.tip');
    const press = (key) => stop.dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true }));
    const says = (at) => document.activeElement === stop && tip.checkVisibility() && Number(stop.ariaValueNow) === at &&
      tip.textContent === stop.ariaValueText && tip.getBoundingClientRect().left >= 0 && tip.getBoundingClientRect().right <= root.clientWidth;
    stop.focus();
    if (!says(1)) wrong.push(`focus does not show the first value of ${stop.ariaLabel}`);
    press('End');
    if (!says(Number(stop.ariaValueMax))) wrong.push(`End does not lead to the last value of ${stop.ariaLabel}`);
    if (stop.ariaValueMax > 1) press('ArrowLeft');
    if (stop.ariaValueMax > 1 && !says(stop.ariaValueMax - 1)) wrong.push(`the left arrow does not lead back in ${stop.ariaLabel}`);
    press('Escape');
    if (tip.checkVisibility()) wrong.push(`Escape does not hide the value of ${stop.ariaLabel}`);
    chart.scrollIntoView();
    const area = chart.querySelector('.areas > *').getBoundingClientRect();
    const touch = (type, target) => target.dispatchEvent(new PointerEvent(type, {
      pointerType: 'touch', bubbles: type !== 'pointerleave', clientX: area.left + area.width / 2, clientY: area.top + area.height / 2,
    }));
    for (const type of ['pointerdown', 'pointerup', 'pointerleave']) touch(type, chart);
    if (!tip.checkVisibility()) wrong.push(`the value of ${stop.ariaLabel} vanishes with the finger`);
    touch('pointerdown', document.body);
    if (tip.checkVisibility()) wrong.push(`a touch elsewhere does not hide the value of ${stop.ariaLabel}`);
  }
  return wrong;
}
