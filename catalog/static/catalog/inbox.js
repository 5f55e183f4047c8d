// The inbox: keys, the name of the chosen model on the button, and what a beginning matches. All works without it.
'use strict';
const keyed = new Map();
for (const element of document.querySelectorAll('[data-key]')) {
    keyed.set(element.dataset.key, element);
}

function moveInQueue(step) {
    const entries = [...document.querySelectorAll('.desk-queue [data-entry]')];
    const current = entries.findIndex((entry) => entry.getAttribute('aria-current'));
    entries[current + step]?.click();
}

function isTyping(event) {
    const field = event.target.closest('input, textarea, select, [contenteditable]');
    return field && !['radio', 'checkbox', 'submit', 'button'].includes(field.type);
}

let goAt = -Infinity; // when g was pressed, which the keys that lead to other pages begin with
document.addEventListener('keydown', (event) => {
    const isGoing = event.timeStamp < goAt + 1500;
    goAt = event.key === 'g' ? event.timeStamp : -Infinity;
    if (event.key === 'Escape' && isTyping(event)) {
        event.target.blur();
    }
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event) || isGoing
        || document.querySelector('dialog[open]') || localStorage.getItem('catalogue.keys') === 'off') {
        return;
    }
    if (event.key === 'j' || event.key === 'k') {
        moveInQueue(event.key === 'j' ? 1 : -1);
    } else if (event.key === 'z') {
        document.querySelector('.messages form button')?.click();
    } else if (keyed.has(event.key)) {
        const element = keyed.get(event.key);
        element.click();
        element.parentElement.querySelector('.chip')?.focus();
    } else {
        return;
    }
    event.preventDefault();
});

const name = document.querySelector('.entry-name');
if (name && navigator.clipboard) {
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'btn btn-quiet';
    copy.textContent = 'Copy';
    copy.addEventListener('click', async () => {
        await navigator.clipboard.writeText(name.textContent.trim());
        copy.textContent = 'Copied';
    });
    name.after(copy);
}

const attach = document.querySelector('[data-attach]');
function nameChoice() {
    const chosen = document.querySelector('[name=station_model]:checked');
    if (chosen) {
        attach.textContent = `Attach to ${chosen.dataset.key} · ${chosen.dataset.name}`;
    }
}
if (attach) {
    document.addEventListener('change', (event) => event.target.name === 'station_model' && nameChoice());
    nameChoice();
}

const prefix = document.querySelector('[data-matches]');
if (prefix) {
    const text = document.getElementById('consequences');
    let pause = 0;
    prefix.form.querySelector('[value=count]').hidden = true;
    prefix.addEventListener('focus', () => { prefix.form.querySelector('[data-prefix-choice]').checked = true; });
    prefix.addEventListener('input', () => {
        clearTimeout(pause);
        pause = setTimeout(async () => {
            const response = await fetch(`${prefix.dataset.matches}?prefix=${encodeURIComponent(prefix.value)}`);
            const found = response.ok ? await response.json() : null;
            if (found?.prefix === prefix.value) {
                text.textContent = found.text;
                prefix.form.elements.counted.value = found.prefix;
            }
        }, 150);
    });
}
