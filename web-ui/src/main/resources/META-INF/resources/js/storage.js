// Remembers small settings in this browser; does without when storage is forbidden.

export function recall(key) {
  try {
    return localStorage.getItem(`nuri.${key}`);
  } catch {
    return null;
  }
}

export function remember(key, value) {
  try {
    if (value === null) {
      localStorage.removeItem(`nuri.${key}`);
    } else {
      localStorage.setItem(`nuri.${key}`, value);
    }
  } catch {
    // Private windows may refuse: the setting then lasts as long as the page.
  }
}
