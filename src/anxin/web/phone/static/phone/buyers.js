/* Answers while a name is typed. Without this script the form is sent as any other. */

const form = document.querySelector('[data-like]');
const found = document.getElementById('found');
const box = form.querySelector('input[name=name]');
const country = form.querySelector('select[name=country]');
const PAUSE = 120;
const SHORTEST = 3;
let waiting = 0;
let asked = 0;

async function ask() {
  const typed = box.value.trim();
  if (typed.length < SHORTEST) {
    return;
  }
  asked += 1;
  const mine = asked;
  let answer;
  try {
    answer = await fetch(form.dataset.like, { method: 'POST', body: new FormData(form), credentials: 'same-origin' });
  } catch {
    return;
  }
  if (mine !== asked || answer.status === 204 || !answer.ok) {
    return;
  }
  const drawn = new DOMParser().parseFromString(await answer.text(), 'text/html');
  if (mine === asked) {
    found.replaceChildren(...drawn.body.childNodes);
  }
}

function soon() {
  clearTimeout(waiting);
  waiting = setTimeout(ask, PAUSE);
}

box.addEventListener('input', soon);
country.addEventListener('change', soon);
