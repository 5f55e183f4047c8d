// Catalogue browser: the selection for a comparison in the address, copy and print buttons. Without this script, the forms send all of it.
'use strict';

const tray = document.querySelector('.tray');
if (tray) {
    const boxes = () => [...document.querySelectorAll('input[name=id][type=checkbox]')];
    const number = tray.querySelector('.tray-number');
    const button = tray.querySelector('button');
    const most = Number(tray.dataset.max);

    const show = () => {
        const selected = boxes().filter((box) => box.checked);
        number.textContent = selected.length;
        button.textContent = selected.length > 1 ? `Compare ${selected.length} models` : 'Compare';
        tray.classList.toggle('is-empty', !selected.length);
        for (const box of boxes()) {
            box.disabled = !box.checked && selected.length >= most;
        }
    };

    const store = () => {
        const address = new URL(location.href);
        address.searchParams.delete('id');
        for (const box of boxes()) {
            if (box.checked) {
                address.searchParams.append('id', box.value);
            }
        }
        history.replaceState(null, '', address);
    };

    for (const box of boxes()) {
        box.addEventListener('change', () => {
            show();
            store();
        });
    }
    // The browser may have restored boxes of an earlier visit.
    window.addEventListener('pageshow', show);
}

const order = document.querySelector('.browse [name=sort]');
order?.addEventListener('change', () => order.form.requestSubmit());

for (const print of document.querySelectorAll('[data-print]')) {
    print.hidden = false;
    print.addEventListener('click', () => window.print());
}

for (const text of document.querySelectorAll('[data-copy-text]')) {
    const copy = document.createElement('button');
    copy.type = 'button';
    copy.className = 'btn btn-secondary copy-text';
    copy.textContent = text.dataset.copyText;
    copy.setAttribute('aria-live', 'polite');
    copy.addEventListener('click', async () => {
        try {
            await navigator.clipboard.writeText(text.textContent);
            copy.textContent = 'Copied';
        } catch {
            // There is no clipboard without HTTPS, or the browser denied access.
            getSelection().selectAllChildren(text);
            copy.textContent = 'Press Ctrl+C';
        }
    });
    text.after(' ', copy);
}
