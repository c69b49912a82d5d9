namespace Nines.Azure.FailureDomains;

/// <summary>A node and what its cluster says of the machine below it.</summary>
/// <param name="Node">Its name.</param>
/// <param name="ProviderId"><c>spec.providerID</c>; null when it has none.</param>
public readonly record struct NodeProvider(string Node, string? ProviderId);
