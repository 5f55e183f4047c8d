// Shows the password, and counts a pause down. Without this script, the login works the same.
'use strict';
for (const field of document.querySelectorAll('input[type=password]')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.className = 'btn btn-quiet show-password';
    button.setAttribute('aria-pressed', 'false');
    button.textContent = 'Show password';
    button.addEventListener('click', () => {
        const shows = field.type === 'password';
        field.type = shows ? 'text' : 'password';
        button.setAttribute('aria-pressed', String(shows));
        button.textContent = shows ? 'Hide password' : 'Show password';
    });
    field.after(button);
}
for (const element of document.querySelectorAll('[data-countdown]')) {
    const end = Date.now() + Number(element.dataset.countdown) * 1000;
    const show = () => {
        const seconds = Math.max(0, Math.ceil((end - Date.now()) / 1000));
        element.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')} min`;
    };
    show();
    setInterval(show, 1000);
}
