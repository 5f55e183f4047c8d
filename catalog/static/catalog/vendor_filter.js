// Suggests vendors while typing. Without this script, the filter works without suggestions.
'use strict';
for (const field of document.querySelectorAll('input[data-vendors]')) {
    const datalist = document.getElementById(field.getAttribute('list'));
    let lastQuery = null;
    const suggest = async () => {
        const query = field.value;
        if (query === lastQuery) {
            return;
        }
        lastQuery = query;
        const response = await fetch(`${field.dataset.vendors}?${new URLSearchParams({q: query})}`);
        if (!response.ok || query !== field.value) {
            return;
        }
        const {vendors} = await response.json();
        datalist.replaceChildren(...vendors.map((vendor) => new Option(vendor, vendor)));
    };
    field.addEventListener('focus', suggest);
    field.addEventListener('input', suggest);
}
