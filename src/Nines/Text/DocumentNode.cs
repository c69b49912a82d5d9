using System.Collections.Immutable;

namespace Nines.Text;

/// <summary>A parsed document that remembers where each part stood. Aliases are already resolved; nodes may be shared.</summary>
public abstract record DocumentNode(SourcePosition Position);

/// <param name="Position">Where the scalar starts.</param>
/// <param name="Value">The text without quotes.</param>
/// <param name="IsQuoted">True when it was written as a quoted or block string: then it is never a number, a boolean or null.</param>
public sealed record ScalarNode(SourcePosition Position, string Value, bool IsQuoted) : DocumentNode(Position);

public sealed record SequenceNode(SourcePosition Position, ImmutableArray<DocumentNode> Items) : DocumentNode(Position);

/// <summary>A mapping in the order in which it was written. Keys are unique: the parser reports repeats.</summary>
public sealed record MappingNode(SourcePosition Position, ImmutableArray<DocumentEntry> Entries) : DocumentNode(Position);

public sealed record DocumentEntry(string Key, SourcePosition KeyPosition, DocumentNode Value);
