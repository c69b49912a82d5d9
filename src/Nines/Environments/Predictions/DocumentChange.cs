using System.Collections.Immutable;
using Nines.Text;

namespace Nines.Environments.Predictions;

/// <summary>One edit of an environment file.</summary>
/// <param name="Path">Where: <c>regions.weu.cluster.tier</c>.</param>
/// <param name="Value">The new value; null takes the entry away.</param>
public sealed record DocumentChange(string Path, DocumentNode? Value);

/// <summary>A question of the form: what if ...?</summary>
/// <param name="Title">As the user wrote it.</param>
/// <param name="Changes">Edits of the file, in order.</param>
/// <param name="Lost">Ids of failure domains or components that are down.</param>
public sealed record Scenario(
    string Title,
    ImmutableArray<DocumentChange> Changes,
    ImmutableArray<string> Lost);
