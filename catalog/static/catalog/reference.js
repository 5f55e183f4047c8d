// Enables Swagger's dark mode if the chosen theme or the system is dark.
const dark = matchMedia("(prefers-color-scheme: dark)");
const follow = () => {
    const theme = document.documentElement.dataset.theme;
    document.documentElement.classList.toggle("dark-mode", theme === "dark" || (theme !== "light" && dark.matches));
};
dark.addEventListener("change", follow);
follow();
