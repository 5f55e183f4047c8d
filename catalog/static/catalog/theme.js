// The theme of the person: system, light or dark, stored in this browser. Without this script, pages follow the system.
'use strict';
const read = () => {
    try {
        return localStorage.getItem('theme');
    } catch {
        return null; // storage is blocked
    }
};
const apply = (theme) => {
    const choice = ['light', 'dark'].includes(theme) ? theme : 'auto';
    document.documentElement.dataset.theme = choice;
    for (const button of document.querySelectorAll('[data-theme-choice]')) {
        button.setAttribute('aria-pressed', String(button.dataset.themeChoice === choice));
    }
};
apply(read());
addEventListener('DOMContentLoaded', () => {
    for (const group of document.querySelectorAll('.themes')) {
        group.hidden = false;
    }
    for (const button of document.querySelectorAll('[data-theme-choice]')) {
        button.addEventListener('click', () => {
            apply(button.dataset.themeChoice);
            try {
                localStorage.setItem('theme', button.dataset.themeChoice);
            } catch {
                // storage is blocked: the choice lasts for this page
            }
        });
    }
    apply(read());
});
addEventListener('storage', (event) => event.key === 'theme' && apply(event.newValue));
// An open menu closes with Escape, and when another place is clicked.
addEventListener('keydown', (event) => {
    const open = event.key === 'Escape' && document.querySelector('details.menu[open]');
    if (open) {
        open.open = false;
        open.querySelector('summary').focus();
    }
});
addEventListener('click', (event) => {
    for (const open of document.querySelectorAll('details.menu[open]')) {
        open.open = open.contains(event.target);
    }
});
