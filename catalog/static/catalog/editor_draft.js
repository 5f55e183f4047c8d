// Keeps what was typed into the form of a model: asks before the page is left, and offers it again in the same tab.
'use strict';
const draftForm = document.querySelector('form[data-draft-key]');
if (draftForm) {
    const key = `draft:${draftForm.dataset.draftKey}`;
    const offer = document.getElementById('draft-offer');
    const left = new Set(['csrfmiddlewaretoken', 'rows', 'form_token']);
    const values = () => [...new FormData(draftForm)].filter(([name]) => !left.has(name));
    const initial = JSON.stringify(values());
    let isGuarded = draftForm.hasAttribute('data-unsaved');

    const save = () => {
        const typed = values();
        isGuarded = draftForm.hasAttribute('data-unsaved') || JSON.stringify(typed) !== initial;
        if (isGuarded) {
            sessionStorage.setItem(key, JSON.stringify({typed, at: Date.now(), token: draftForm.elements.form_token.value}));
        } else {
            sessionStorage.removeItem(key);
        }
    };
    const read = () => {
        try {
            return JSON.parse(sessionStorage.getItem(key));
        } catch {
            return null;
        }
    };
    const restore = ({typed, token}) => {
        const form = document.createElement('form');
        form.method = 'post';
        form.hidden = true;
        const own = [['csrfmiddlewaretoken', draftForm.elements.csrfmiddlewaretoken.value], ['form_token', token], ['rows', 'keep']];
        // Sent as a command of the rows that changes none: the server shows the form with these values.
        for (const [name, value] of [...typed, ...own]) {
            const input = document.createElement('input');
            input.name = name;
            input.value = value;
            form.append(input);
        }
        document.body.append(form);
        isGuarded = false;
        form.submit();
    };

    const saved = (draftForm.dataset.savedForms || '').split(' ');
    const draft = read();
    if (draft && saved.includes(draft.token)) {
        sessionStorage.removeItem(key);
    } else if (draft && !isGuarded && JSON.stringify(draft.typed) !== initial) {
        offer.querySelector('time').textContent = new Date(draft.at).toLocaleTimeString();
        offer.hidden = false;
        offer.querySelector('[data-restore]').addEventListener('click', () => restore(draft));
        offer.querySelector('[data-discard]').addEventListener('click', () => {
            sessionStorage.removeItem(key);
            offer.hidden = true;
        });
    }

    for (const name of ['input', 'change', 'rowschanged']) {
        draftForm.addEventListener(name, save);
    }
    draftForm.addEventListener('submit', () => {
        save();
        isGuarded = false;
    });
    draftForm.addEventListener('sessionended', () => {
        isGuarded = false;
        document.getElementById('session-ended').hidden = false;
    });
    window.addEventListener('beforeunload', (event) => {
        if (isGuarded) {
            event.preventDefault();
        }
    });
}
