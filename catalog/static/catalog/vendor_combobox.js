// Makes a vendor field a combobox (ARIA 1.2) with the vendors of the catalogue. Without it, it is a text field.
'use strict';
for (const field of document.querySelectorAll('input[data-vendors]:not([list])')) {
    const box = document.createElement('div');
    const list = document.createElement('ul');
    box.className = 'combobox';
    field.before(box);
    list.id = `${field.id}_vendors`;
    list.setAttribute('role', 'listbox');
    list.setAttribute('aria-label', 'Vendors');
    list.hidden = true;
    box.append(field, list);
    for (const [name, value] of Object.entries({
        role: 'combobox', 'aria-autocomplete': 'list', 'aria-controls': list.id, 'aria-expanded': 'false',
    })) {
        field.setAttribute(name, value);
    }
    let timer = 0;
    let selected = -1;

    const close = () => {
        list.hidden = true;
        selected = -1;
        field.setAttribute('aria-expanded', 'false');
        field.removeAttribute('aria-activedescendant');
    };
    const choose = (option) => {
        field.value = option.textContent;
        close();
        field.dispatchEvent(new Event('change', {bubbles: true}));
    };
    const select = (number) => {
        selected = (number + list.children.length) % list.children.length;
        for (const [index, option] of [...list.children].entries()) {
            option.setAttribute('aria-selected', String(index === selected));
        }
        field.setAttribute('aria-activedescendant', list.children[selected].id);
        list.children[selected].scrollIntoView({block: 'nearest'});
    };
    const show = (vendors) => {
        close();
        list.replaceChildren(...vendors.map((vendor, number) => {
            const option = document.createElement('li');
            option.id = `${list.id}_${number}`;
            option.setAttribute('role', 'option');
            option.setAttribute('aria-selected', 'false');
            option.textContent = vendor;
            option.addEventListener('mousedown', (event) => {
                event.preventDefault();  // the field keeps the focus
                choose(option);
            });
            return option;
        }));
        list.hidden = vendors.length === 0;
        field.setAttribute('aria-expanded', String(!list.hidden));
    };
    const suggest = async () => {
        const query = field.value;
        if (query.trim() === '') {
            close();
            return;
        }
        const response = await fetch(`${field.dataset.vendors}?${new URLSearchParams({q: query})}`);
        if (!response.ok || response.redirected || query !== field.value || document.activeElement !== field) {
            return;
        }
        const {vendors} = await response.json();
        show(vendors.filter((vendor) => vendor !== query));
    };

    field.addEventListener('input', () => {
        clearTimeout(timer);
        timer = setTimeout(suggest, 150);
    });
    field.addEventListener('blur', close);
    field.addEventListener('keydown', (event) => {
        if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            if (list.hidden) {
                suggest();
            } else {
                select(event.key === 'ArrowDown' ? selected + 1 : Math.max(selected, 0) - 1);
            }
        } else if (event.key === 'Enter' && selected >= 0) {
            event.preventDefault();
            choose(list.children[selected]);
        } else if (event.key === 'Escape' && !list.hidden) {
            event.preventDefault();
            close();
        }
    });
}
