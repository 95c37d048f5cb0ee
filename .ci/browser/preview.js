// accessible returns what axe-core finds.
async function accessible() {
  const wrong = [];
  // A report in its frame is looked at by itself.
  for (const violation of (await axe.run(document, { iframes: false })).violations) {
    for (const node of violation.nodes) wrong.push(`axe-core: ${violation.id}: ${node.failureSummary} ${node.html.slice(0, 160)}`);
  }
  const root = document.documentElement;
  if (root.scrollWidth > root.clientWidth) wrong.push(`it is ${root.scrollWidth - root.clientWidth} px too wide`);
  return wrong;
}

// probePreview waits until the page has shown its report, and returns what is wrong, as sentences.
async function probePreview() {
  const stage = document.querySelector('.stage'), view = document.getElementById('view');
  const asked = new URLSearchParams(location.search), form = asked.get('form') || 'mail';
  for (let i = 0; stage.hasAttribute('aria-busy') || (!document.getElementById('date').value && i < 100); i++) {
    if (i === 600) return ['its report does not come'];
    await new Promise((done) => setTimeout(done, 50));
  }
  document.querySelector('details').open = true; // which is closed where it is narrow
  const wrong = await accessible();
  const want = (what, holds) => { if (!holds) wrong.push(what); };
  want('the tab of its form is not the current one', document.querySelector('[aria-current]').dataset.form === form);
  const dark = asked.get('theme') ? asked.get('theme') === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
  const isDark = (of) => of.match(/\d+/g).slice(0, 3).reduce((sum, c) => sum + Number(c), 0) < 382;
  want('its colours are others', isDark(getComputedStyle(document.body).backgroundColor) === dark);
  if (form === 'pdf') {
    const answer = await fetch(view.src), text = await answer.text();
    want('the PDF is none', answer.headers.get('Content-Type') === 'application/pdf' && text.startsWith('%PDF-'));
    return wrong;
  }
  const inner = view.contentDocument;
  if (asked.get('date') === '2999-01-01') {
    want('it does not say what is wrong with the date', inner.body.textContent.includes('is not over'));
    return wrong;
  }
  if (form !== 'text') want('the language is another', inner.documentElement.lang === (asked.get('language') || 'en'));
  want('the report is empty', inner.body.textContent.trim().length > 500);
  want('a picture is missing', [...inner.images].every((i) => i.naturalWidth));
  want('the report is too wide', inner.documentElement.scrollWidth <= inner.documentElement.clientWidth);
  if (asked.get('width') === 'phone') want(`the report is ${inner.documentElement.clientWidth} px wide`, inner.documentElement.clientWidth === 360);
  const ground = [...inner.querySelectorAll('.ground')].concat(inner.body).map((e) => getComputedStyle(e).backgroundColor).find((c) => !c.endsWith(', 0)'));
  if (form !== 'text') want(`the report's colours are others: ${ground}`, isDark(ground || 'rgb(255, 255, 255)') === dark);
  if (form === 'mail') want('the mail has no head', document.getElementById('letter').textContent.includes('ops@example.com'));
  return wrong;
}
