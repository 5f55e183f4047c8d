// Pages that confirm a change: recent reasons as chips, and a button that waits for the name of the model.
'use strict';
{
    const reason = document.querySelector('#id_reason');
    for (const group of document.querySelectorAll('.model-reasons')) {
        group.hidden = false;
        group.addEventListener('click', (event) => {
            const chip = event.target.closest('[data-reason]');
            if (chip) {
                reason.value = chip.dataset.reason;
                reason.focus();
            }
        });
    }
    const confirmation = document.querySelector('[data-unlocks]');
    if (confirmation) {
        const button = document.querySelector('[data-unlocked]');
        const plain = (text) => text.trim().toLowerCase();
        const check = () => { button.disabled = plain(confirmation.value) !== plain(confirmation.dataset.unlocks); };
        confirmation.addEventListener('input', check);
        check();
    }
}
