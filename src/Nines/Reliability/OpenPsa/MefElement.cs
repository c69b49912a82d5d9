namespace Nines.Reliability.OpenPsa;

/// <summary>An element of a file, with its position. Elements that do not affect the result were dropped while reading.</summary>
internal sealed class MefElement(string tag, MefContext context, string file, int line, int column)
{
    private KeyValuePair<string, string>[] _attributes = [];

    public string Tag { get; } = tag;

    public MefContext Context { get; } = context;

    /// <summary>The file that it stands in: a model may include others.</summary>
    public string File { get; } = file;

    public int Line { get; } = line;

    public int Column { get; } = column;

    public MefElement? FirstChild { get; private set; }

    public MefElement? LastChild { get; private set; }

    public MefElement? NextSibling { get; private set; }

    public int ChildCount { get; private set; }

    /// <summary>The text of its label; null when it has none.</summary>
    public string? Label { get; set; }

    /// <summary>The attribute <c>name</c>; empty when it is missing, which has then been reported.</summary>
    public string Name => Attribute("name") ?? "";

    public IEnumerable<string> AttributeNames => _attributes.Select(attribute => attribute.Key);

    public string? Attribute(string name)
    {
        foreach ((string key, string value) in _attributes)
        {
            if (key == name)
            {
                return value;
            }
        }

        return null;
    }

    public void SetAttributes(KeyValuePair<string, string>[] attributes) => _attributes = attributes;

    public void Add(MefElement child)
    {
        if (LastChild is null)
        {
            FirstChild = child;
        }
        else
        {
            LastChild.NextSibling = child;
        }

        LastChild = child;
        ChildCount++;
    }

    /// <summary>Removes the children, so that they can be added to another element.</summary>
    public IReadOnlyList<MefElement> TakeChildren()
    {
        MefElement[] children = [.. Children()];
        foreach (MefElement child in children)
        {
            child.NextSibling = null;
        }

        (FirstChild, LastChild, ChildCount) = (null, null, 0);
        return children;
    }

    public IEnumerable<MefElement> Children()
    {
        for (MefElement? child = FirstChild; child is not null; child = child.NextSibling)
        {
            yield return child;
        }
    }

    /// <summary>All elements below and this one, children before their parents, with a stack of its own.</summary>
    public IEnumerable<MefElement> PostOrder()
    {
        var open = new Stack<(MefElement Element, MefElement? Next)>();
        open.Push((this, FirstChild));
        while (open.TryPop(out (MefElement Element, MefElement? Next) top))
        {
            if (top.Next is null)
            {
                yield return top.Element;
            }
            else
            {
                open.Push((top.Element, top.Next.NextSibling));
                open.Push((top.Next, top.Next.FirstChild));
            }
        }
    }
}
