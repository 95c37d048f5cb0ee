'use strict';
// Each chart becomes one stop of the Tab key: the arrow keys step through its areas, a pointer may point at them, and a label
// says what is there. To a screen reader the chart is a slider whose value is the label. Without this script an area's
// title says the same to whoever points at it, and tables and lists to everybody.
(() => {
  const create = (name, attributes) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    return element;
  };

  // areas are the shapes to point at. Those of a drawing without labels of its own are one path, to be taken apart.
  const areas = (svg) => {
    const group = svg.querySelector('.areas');
    for (const path of [...group.children]) {
      for (const outline of path.getAttribute('d').match(/[^z]+z/g)) {
        const area = path.cloneNode();
        area.setAttribute('d', outline);
        group.append(area);
      }
      path.remove();
    }
    return [...group.children];
  };

  const enliven = (plot, labels) => {
    const svg = plot.querySelector('svg');
    const shapes = areas(svg);
    const stop = create('div', {
      class: 'stop', tabindex: 0, role: 'slider', 'aria-label': svg.querySelector('title').textContent,
      'aria-valuemin': 1, 'aria-valuemax': shapes.length, 'aria-valuenow': 1, 'aria-valuetext': labels[0],
    });
    const tip = create('div', { class: 'tip', 'aria-hidden': 'true', hidden: '' });
    const lit = document.createElementNS(svg.namespaceURI, 'path');
    lit.setAttribute('class', 'lit');
    svg.append(lit);
    plot.append(stop, tip);
    plot.classList.add('scrubbed');
    let at = 0;

    const hide = () => {
      tip.hidden = true;
      lit.removeAttribute('d');
    };
    const show = (i) => {
      at = Math.max(0, Math.min(i, shapes.length - 1));
      stop.setAttribute('aria-valuenow', at + 1);
      stop.setAttribute('aria-valuetext', labels[at]);
      lit.setAttribute('d', shapes[at].getAttribute('d'));
      tip.textContent = labels[at];
      tip.hidden = false;
      const area = shapes[at].getBoundingClientRect(), whole = plot.getBoundingClientRect();
      const left = area.left + area.width / 2 - whole.left - tip.offsetWidth / 2;
      tip.style.left = `${Math.max(0, Math.min(left, whole.width - tip.offsetWidth))}px`;
      tip.style.top = `${area.top - whole.top - tip.offsetHeight - 6}px`;
    };
    // across is the nearest area above or below; where all are in one row, the neighbour.
    const across = (direction) => {
      const boxes = shapes.map((shape) => shape.getBBox()), from = boxes[at];
      const beyond = (box) => (box.y - from.y) * direction;
      const distance = (i) => 1e6 * beyond(boxes[i]) + Math.abs(boxes[i].x - from.x);
      const found = shapes.map((_, i) => i).filter((i) => beyond(boxes[i]) > 0);
      if (boxes.every((box) => box.y === from.y)) return at - direction;
      return found.length ? found.reduce((a, b) => (distance(b) < distance(a) ? b : a)) : at;
    };
    const keys = {
      ArrowRight: () => at + 1, ArrowLeft: () => at - 1, ArrowUp: () => across(-1), ArrowDown: () => across(1),
      Home: () => 0, End: () => shapes.length - 1, PageUp: () => at + 12, PageDown: () => at - 12, // as of any slider
    };
    stop.addEventListener('keydown', (event) => {
      if (event.key === 'Escape') hide();
      const next = keys[event.key];
      if (!next || event.altKey || event.ctrlKey || event.metaKey) return;
      event.preventDefault();
      show(next());
    });
    stop.addEventListener('focus', () => show(at));
    stop.addEventListener('blur', hide);
    const point = (event) => {
      const i = shapes.indexOf(document.elementFromPoint(event.clientX, event.clientY));
      if (i < 0) hide();
      else show(i);
    };
    plot.addEventListener('pointerdown', point);
    plot.addEventListener('pointermove', point);
    // A finger that is lifted has read nothing yet: what it pointed at stays until it points elsewhere.
    plot.addEventListener('pointerleave', (event) => { if (event.pointerType === 'mouse') hide(); });
    document.addEventListener('pointerdown', (event) => { if (!plot.contains(event.target)) hide(); });
  };

  for (const section of document.querySelectorAll('section')) {
    // Of the drawings of one chart, for wide and for narrow windows, the first has the labels.
    const titles = [...section.querySelectorAll('.areas title')];
    for (const title of titles) title.remove(); // or the browser would show them beside ours
    if (!titles.length) continue;
    const labels = titles.map((title) => title.textContent);
    for (const plot of section.querySelectorAll('.plot')) enliven(plot, labels);
    for (const guide of section.querySelectorAll('.guide')) guide.hidden = false;
  }
})();
