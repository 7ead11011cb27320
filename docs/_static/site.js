// On a narrow page a row of a wide table becomes a block; each cell then says what it is.
// What is wider than the page and can be scrolled can be reached with the keyboard.
document.addEventListener("DOMContentLoaded", () => {
  for (const each of document.querySelectorAll("article pre, article .table-wrapper")) {
    if (each.scrollWidth > each.clientWidth) each.tabIndex = 0;
  }
  for (const table of document.querySelectorAll("article table.docutils")) {
    const heads = [...table.querySelectorAll("thead th")].map((each) => each.textContent);
    if (heads.length < 3) continue;
    table.classList.add("cards");
    for (const row of table.querySelectorAll("tbody tr")) {
      [...row.cells].forEach((cell, place) => {
        if (!cell.textContent.trim()) cell.classList.add("none");
        else if (place) cell.dataset.label = heads[place];
      });
    }
  }
});
