/** Fields as a tree of their paths, laid flat for a windowed list. */

export interface TreeRow<Leaf> {
  key: string;
  name: string;
  depth: number;
  /** How many leaves lie below; 0 for a leaf. */
  size: number;
  open: boolean;
  leaf: Leaf | null;
}

interface Branch<Leaf> {
  name: string;
  path: string;
  size: number;
  children: Map<string, Branch<Leaf>>;
  leaf: Leaf | null;
}

export interface Tree<Leaf> {
  root: Branch<Leaf>;
}

/** Return the tree of leaves that have a path. A path may carry a leaf and branches at once. */
export function buildTree<Leaf extends { path: string }>(leaves: Iterable<Leaf>): Tree<Leaf> {
  const root = makeBranch<Leaf>("", "");
  for (const leaf of leaves) {
    let branch = root;
    branch.size += 1;
    for (const part of leaf.path.split("/")) {
      let next = branch.children.get(part);
      if (!next) {
        next = makeBranch<Leaf>(part, branch.path ? `${branch.path}/${part}` : part);
        branch.children.set(part, next);
      }
      next.size += 1;
      branch = next;
    }
    branch.leaf = leaf;
  }
  return { root };
}

function makeBranch<Leaf>(name: string, path: string): Branch<Leaf> {
  return { name, path, size: 0, children: new Map(), leaf: null };
}

/** Return the rows that are seen, branches before leaves as their paths sort. */
export function flattenTree<Leaf>(tree: Tree<Leaf>, isOpen: (path: string) => boolean): TreeRow<Leaf>[] {
  const rows: TreeRow<Leaf>[] = [];
  const walk = (branch: Branch<Leaf>, depth: number) => {
    for (const child of branch.children.values()) {
      if (child.leaf !== null) rows.push(leafRow(child, depth));
      if (child.children.size === 0) continue;
      const open = isOpen(child.path);
      const size = child.size - (child.leaf === null ? 0 : 1);
      rows.push({ key: `${child.path}/`, name: child.name, depth, size, open, leaf: null });
      if (open) walk(child, depth + 1);
    }
  };
  walk(tree.root, 0);
  return rows;
}

function leafRow<Leaf>(branch: Branch<Leaf>, depth: number): TreeRow<Leaf> {
  return { key: branch.path, name: branch.name, depth, size: 0, open: false, leaf: branch.leaf };
}
