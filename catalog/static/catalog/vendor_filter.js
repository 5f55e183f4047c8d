// Suggests vendors while typing. Without this script, the filter works without suggestions.
'use strict';
for (const field of document.querySelectorAll('input[data-vendors]')) {
    const offered = document.getElementById(field.getAttribute('list'));
    let asked = null;
    const offer = async () => {
        const typed = field.value;
        if (typed === asked) {
            return;
        }
        asked = typed;
        const answer = await fetch(`${field.dataset.vendors}?${new URLSearchParams({q: typed})}`);
        if (!answer.ok || typed !== field.value) {
            return;
        }
        const {vendors} = await answer.json();
        offered.replaceChildren(...vendors.map((vendor) => new Option(vendor, vendor)));
    };
    field.addEventListener('focus', offer);
    field.addEventListener('input', offer);
}
