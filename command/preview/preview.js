// Keeps the page's address, its links and the frame at what is chosen, and loads the page anew when a file changes.
'use strict';

const root = document.documentElement;
const form = document.getElementById('choices');
const frame = document.getElementById('view');
const stage = document.querySelector('.stage');
const letter = document.getElementById('letter');
const status = document.getElementById('status');
const date = document.getElementById('date');
const names = ['date', 'figures', 'form', 'language', 'period', 'report', 'scenario', 'theme', 'width'];
let latest = ''; // the date that an empty choice stands for, as long as it does
let shown = 0; // counts what was asked for, so that an answer that comes late is not taken for the last

const say = (text) => { if (status) status.textContent = text; };
const time = () => new Date().toLocaleTimeString('en-GB');

// query is what the form says, as an address, without what goes without saying.
function query() {
  const q = new URLSearchParams();
  for (const name of names) { // also of those that are disabled
    const value = form.elements[name]?.value;
    if (value && !(name === 'date' && value === latest) && !(name === 'form' && value === 'mail')) q.set(name, value);
  }
  return q.size ? '?' + q : '';
}

const scrolled = () => { try { return frame.contentWindow.scrollY; } catch { return 0; } }; // a PDF does not tell

// facts fills in the mail's head and the date.
async function facts(q, mine) {
  const answer = await fetch('/facts' + q).catch(() => null);
  const told = answer && answer.ok ? await answer.json() : null;
  if (mine !== shown) return;
  letter.replaceChildren();
  letter.hidden = !told || !told.letter.length || !['mail', 'text'].includes(form.elements.form.value);
  for (const { name, value } of told ? told.letter : []) {
    letter.append(Object.assign(document.createElement('dt'), { textContent: name }), Object.assign(document.createElement('dd'), { textContent: value }));
  }
  if (!told) return say('');
  if (!date.value) date.value = latest = told.day;
  document.title = `${told.period} · tokenreport preview`;
  const why = sessionStorage.getItem('changed');
  sessionStorage.removeItem('changed');
  say(told.period + (why ? `, shown anew at ${time()}: ${why}` : ''));
}

// settle brings what depends on the form into line with it.
function settle() {
  const view = form.elements.form.value;
  stage.dataset.form = view;
  stage.dataset.width = form.elements.width.value;
  root.dataset.theme = form.elements.theme.value;
  for (const radio of form.querySelectorAll('[type=radio]')) radio.disabled = view === 'pdf';
  const q = query();
  for (const tab of document.querySelectorAll('.tabs a')) {
    tab.toggleAttribute('aria-current', false);
    if (tab.dataset.form === view) {
      tab.setAttribute('aria-current', 'page');
      frame.title = tab.textContent;
    }
  }
  for (const link of document.querySelectorAll('[data-file]')) link.href = '/file/' + link.dataset.file + q;
  document.getElementById('alone').href = '/view/' + view + q;
  return q;
}

// dress hides the bar of scrolling in a telephone, which has none beside the report and would be narrower for it.
function dress() {
  try { frame.contentDocument.documentElement.style.scrollbarWidth = stage.dataset.width === 'phone' ? 'none' : ''; } catch { /* a PDF has its own viewer */ }
}

function begin(y, view) {
  const mine = ++shown;
  stage.setAttribute('aria-busy', 'true');
  frame.onload = () => {
    if (mine !== shown) return;
    stage.removeAttribute('aria-busy');
    dress();
    if (y && view === form.elements.form.value) try { frame.contentWindow.scrollTo(0, y); } catch { /* a PDF is not scrolled */ }
  };
  return mine;
}

// show shows what the form says now; before is the form of the report that was shown.
function show(before) {
  const keep = scrolled();
  if (date.value === latest) date.value = latest = '';
  const q = settle();
  history.pushState(null, '', '/' + q);
  const mine = begin(keep, before);
  frame.contentWindow.location.replace(document.getElementById('alone').href + (form.elements.form.value === 'pdf' ? '#navpanes=0&view=FitH' : ''));
  facts(q, mine);
}

// again loads the page anew, and remembers where its reader was.
function again(changed) {
  const files = changed.map((path) => path.split(/[\\/]/).pop());
  sessionStorage.setItem('changed', files.length ? `${files.slice(0, 3).join(', ')}${files.length > 3 ? ' …' : ''} changed` : '');
  if (frame) sessionStorage.setItem('at', JSON.stringify({ url: location.href, y: scrolled(), focus: document.activeElement.id }));
  location.reload();
}

function listen() {
  let events;
  const open = () => {
    if (events) events.close();
    events = new EventSource('/events');
    events.addEventListener('state', (event) => {
      const state = JSON.parse(event.data);
      if (state.generation !== root.dataset.generation) again(state.changed || []);
      else if (status && status.dataset.lost) { delete status.dataset.lost; say('The preview is back.'); }
    });
    events.onerror = () => {
      if (status) status.dataset.lost = 'yes';
      say('The preview has ended. This page comes back by itself when it is started again.');
    };
  };
  open();
  // A browser holds six connections to a server at most, and a page that nobody sees needs none.
  document.addEventListener('visibilitychange', () => { if (document.hidden) events.close(); else open(); });
  addEventListener('pagehide', () => events.close());
}

if (form) {
  if (matchMedia('(max-width: 599px)').matches) form.querySelector('details').open = false;
  form.addEventListener('change', (event) => {
    if (event.target === date && !date.validity.valid) return; // the first digits of a year
    // Whether periods and scenarios can be chosen depends on the figures, and a page knows by its address.
    if (event.target.name === 'figures') location.assign('/' + query());
    else show(form.elements.form.value);
  });
  form.addEventListener('submit', (event) => { event.preventDefault(); show(form.elements.form.value); });
  document.querySelector('.tabs').addEventListener('click', (event) => {
    const tab = event.target.closest('a');
    if (!tab || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const before = form.elements.form.value;
    form.elements.form.value = tab.dataset.form;
    show(before);
  });
  addEventListener('popstate', () => location.reload());

  const at = JSON.parse(sessionStorage.getItem('at') || 'null');
  sessionStorage.removeItem('at');
  const mine = begin(at && at.url === location.href ? at.y : 0, form.elements.form.value);
  if (at && at.focus) document.getElementById(at.focus)?.focus({ preventScroll: true });
  facts(settle(), mine);
  // The frame may have been quicker than this script.
  try { if (frame.contentDocument?.readyState === 'complete' && frame.contentWindow.location.href !== 'about:blank') frame.onload(); } catch { /* a PDF loads by itself */ }
}
listen();
