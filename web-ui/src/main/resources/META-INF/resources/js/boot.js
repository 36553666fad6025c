// Runs before the first paint: applies the stored theme, language and direction so that nothing flashes.
{
  const read = (key) => {
    try {
      return localStorage.getItem(key);
    } catch {
      return null;
    }
  };
  const root = document.documentElement;
  const theme = read('nuri.theme');
  if (theme === 'light' || theme === 'dark') {
    root.dataset.theme = theme;
  }
  const language = read('nuri.language') ?? navigator.language;
  if (/^ar\b/.test(language)) {
    root.dir = 'rtl';
  }
}
