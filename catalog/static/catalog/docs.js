// Copy buttons and the search of the documentation. Without this script the code can be selected, and the list of guides works.
'use strict';

for (const block of document.querySelectorAll('.code')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'copy';
    button.textContent = 'Copy';
    button.setAttribute('aria-live', 'polite');
    button.addEventListener('click', async () => {
        const code = block.querySelector('code');
        try {
            await navigator.clipboard.writeText(code.textContent);
            button.textContent = 'Copied';
        } catch {
            // There is no clipboard without HTTPS, or the browser denied access.
            getSelection().selectAllChildren(code);
            button.textContent = 'Press Ctrl+C';
        }
    });
    block.append(button);
}

const search = document.querySelector('.search');
if (search) {
    const LIMIT = 12;
    const input = search.querySelector('input');
    const results = search.querySelector('ol');
    const status = search.querySelector('[role=status]');
    let entries = null;

    const load = async () => {
        entries ??= fetch(search.dataset.index).then((response) => response.json()).then((body) => body.entries);
        return entries;
    };

    // Words in a title count more than words in the text. Every word has to be found.
    const score = (entry, words) => {
        let total = 0;
        for (const word of words) {
            const inTitle = entry.title.toLowerCase().includes(word);
            const inPage = entry.page.toLowerCase().includes(word);
            if (!inTitle && !inPage && !entry.text.toLowerCase().includes(word)) {
                return 0;
            }
            total += inTitle ? 4 : inPage ? 2 : 1;
        }
        return total;
    };

    const excerpt = (text, word) => {
        const near = Math.max(0, text.toLowerCase().indexOf(word) - 40);
        const start = near && text.indexOf(' ', near) + 1;
        const end = start + 110 < text.length ? text.lastIndexOf(' ', start + 110) : text.length;
        return `${start ? '… ' : ''}${text.slice(start, end)}${end < text.length ? ' …' : ''}`;
    };

    const item = (entry, words) => {
        const link = document.createElement('a');
        link.href = entry.url;
        const title = document.createElement('strong');
        title.textContent = entry.title === entry.page ? entry.title : `${entry.page}: ${entry.title}`;
        const text = document.createElement('span');
        text.textContent = excerpt(entry.text, words[0]);
        link.append(title, text);
        const row = document.createElement('li');
        row.append(link);
        return row;
    };

    const show = async () => {
        const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
        if (!words.length) {
            results.replaceChildren();
            status.textContent = '';
            return;
        }
        const all = await load();
        const found = all.map((entry) => ({entry, score: score(entry, words)})).filter((each) => each.score);
        found.sort((one, other) => other.score - one.score);
        results.replaceChildren(...found.slice(0, LIMIT).map((each) => item(each.entry, words)));
        status.textContent = found.length ? `${found.length} result${found.length === 1 ? '' : 's'}` : 'No results';
    };

    input.addEventListener('focus', load, {once: true});
    input.addEventListener('input', show);
    search.addEventListener('keydown', (event) => {
        if (event.key === 'Escape') {
            input.value = '';
            show();
            input.focus();
        }
    });
    search.hidden = false;
}
