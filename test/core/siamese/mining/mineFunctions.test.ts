import assert from 'node:assert/strict';
import { test } from 'node:test';
import { miningLanguageOf } from '../../../../src/core/siamese/mining/functionHeads.ts';
import { mineFunctions } from '../../../../src/core/siamese/mining/mineFunctions.ts';

const SOURCES: Readonly<Record<string, string>> = {
  'a.py': `class A:
    @cached
    def add_item(self, item,
                 count=1):
        """Add an item to the basket.

        :param item: what
        """
        self.items.append(item)

        return count
`,
  'a.ts': `/** Add an item to the basket. */
export async function addItem<T>(item: T): Promise<void> {
  if (item) {
    store.push(item);
  }
}
`,
  'a.js': `class A {
  /**
   * Add an item to the basket.
   * @param {string} item what
   */
  addItem(item, count) {
    if (item) {
      this.items.push(item);
    }
  }
}
`,
  'a.java': `class A {
    /**
     * Add an item to the basket.
     *
     * @param item what
     */
    @Override
    public <T> boolean addItem(final T item, Map<String, T> all) throws IOException {
        all.put("}", item);
        return true;
    }
}
`,
  'a.go': `// Add an item to the basket.
func (b *Basket) addItem(item Item) error {
	b.items = append(b.items, item)
	return nil
}
`,
  'a.rs': `/// Add an item to the basket.
///
/// # Panics
/// Never.
#[inline]
pub(crate) fn add_item<T: Copy>(&mut self, item: T) -> bool
where
    T: Debug,
{
    self.items.push(item);
    true
}
`,
  'a.c': `/* Add an item to the basket. */
static int
add_item(struct basket *b, item_t item)
{
    b->items[b->count++] = item;
    return 0;
}
`,
  'a.cpp': `// Add an item to the basket.
template <typename T>
bool Basket<T>::addItem(const T& item) {
  items_.push_back(item);
  return true;
}
`,
  'a.cs': `class A
{
    /// <summary>
    /// Add an item to the basket.
    /// </summary>
    /// <param name="item">What.</param>
    public async Task<bool> AddItem(Item item)
    {
        items.Add(item);
        return true;
    }
}
`,
  'a.rb': `# Add an item to the basket.
def add_item(item)
  if item
    @items << item
  end
end
`,
  'a.php': `<?php
class A {
    /**
     * Add an item to the basket.
     */
    public function addItem(Item $item): void
    {
        $this->items[] = $item;
    }
}
`,
  'a.kt': `/** Add an item to the basket. */
override suspend fun <T> addItem(item: T): Boolean {
    items.add(item)
    return true
}
`,
  'a.swift': `/// Add an item to the basket.
@discardableResult
public mutating func addItem(_ item: Item) -> Bool {
    items.append(item)
    return true
}
`,
  'a.scala': `object A {
  /** Add an item to the basket. */
  def addItem(item: Item): Boolean = {
    items += item
    true
  }
}
`,
  'a.dart': `/// Add an item to the basket.
Future<void> addItem(Item item) async {
  items.add(item);
  return;
}
`,
  'a.lua': `-- Add an item to the basket.
function Basket:addItem(item)
  if item then
    table.insert(self.items, item)
  end
end
`,
  'a.ex': `  @doc """
  Add an item to the basket.
  """
  def add_item(basket, item) do
    items = [item | basket.items]
    %{basket | items: items}
  end
`,
  'a.sh': `# Add an item to the basket.
add_item() {
  local item="$1"
  items+=("$item")
}
`,
  'a.hs': `-- | Add an item to the basket.
addItem :: Item -> Basket -> Basket
addItem item basket =
  basket { items = item : items basket }

other = 1
`,
  'a.zig': `/// Add an item to the basket.
pub fn addItem(self: *Basket, item: Item) !void {
    try self.items.append(item);
    self.count += 1;
}
`,
};

for (const [path, source] of Object.entries(SOURCES)) {
  test(`mines a documented function of ${path}`, () => {
    const found = mineFunctions(source, miningLanguageOf(path)!);
    assert.equal(found.length, 1, JSON.stringify(found));
    const [{ name, doc, code }] = found as [(typeof found)[number]];
    assert.match(name, /^add_?item$/i);
    assert.equal(doc, 'Add an item to the basket.');
    assert.match(code, /^\S/);
    assert.ok(!code.includes('to the basket'), code);
    assert.match(code, /item/);
  });
}

test('declarations, calls and control statements are no functions', () => {
  const java = `class A {
    abstract int size(int a);
    void run() {
        if (ready(1)) {
            go();
            stop();
        }
    }
}`;
  assert.deepEqual(
    mineFunctions(java, miningLanguageOf('a.java')!).map(({ name }) => name),
    ['run'],
  );
});

test('a function that never ends gives nothing', () => {
  assert.deepEqual(
    mineFunctions('function open() {\n  a();\n  b();\n', miningLanguageOf('a.js')!),
    [],
  );
});

test('an expression body ends before the next function, not at its brace', () => {
  const kotlin = 'fun one(a: Int) =\n    two(a)\n\nfun two(a: Int): Int {\n    return a\n}\n';
  assert.deepEqual(
    mineFunctions(kotlin, miningLanguageOf('a.kt')!).map(({ name }) => name),
    ['two'],
  );
});
