// Preview of a chosen picture, a drop zone around its field, and a button that shows the upload. Without this script, the form works.
'use strict';

const zone = document.querySelector('.drop-zone');
const input = zone.querySelector('input[type=file]');
const preview = zone.querySelector('.preview');
const status = zone.querySelector('[role=status]');
const BYTES_MAX = 5 * 1024 * 1024;

const show = () => {
    const [file] = input.files;
    status.textContent = '';
    preview.hidden = true;
    input.setCustomValidity('');
    if (!file) {
        return;
    }
    if (file.size > BYTES_MAX) {
        status.textContent = `The file is too large: ${(file.size / 1024 / 1024).toFixed(1)} MB. Use a JPEG, PNG or WebP up to 5 MB.`;
        input.setCustomValidity(status.textContent);
        return;
    }
    const reader = new FileReader();
    reader.addEventListener('load', () => {
        preview.src = reader.result;
    });
    reader.readAsDataURL(file);
};

preview.addEventListener('load', () => {
    preview.hidden = false;
});
input.addEventListener('change', show);

for (const name of ['dragenter', 'dragover']) {
    zone.addEventListener(name, (event) => {
        event.preventDefault();
        zone.classList.add('is-over');
    });
}
for (const name of ['dragleave', 'drop']) {
    zone.addEventListener(name, () => zone.classList.remove('is-over'));
}
zone.addEventListener('drop', (event) => {
    if (event.dataTransfer.files.length) {
        event.preventDefault();
        input.files = event.dataTransfer.files;
        show();
    }
});

input.form.addEventListener('submit', () => {
    const button = input.form.querySelector('.btn-primary');
    button.textContent = input.files.length ? 'Uploading…' : 'Saving…';
    // After the submission, or the button would not be sent.
    setTimeout(() => {
        button.disabled = true;
    });
});
window.addEventListener('pageshow', () => {
    const button = input.form.querySelector('.btn-primary');
    button.textContent = 'Save picture';
    button.disabled = false;
});
