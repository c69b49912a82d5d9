using Nines.Guard.Tokens;

namespace Nines.Guard.Decisions.Entra;

/// <summary>The keys of an issuer as they were at one moment.</summary>
/// <param name="Fetched">When asking for them began, as a timestamp.</param>
internal sealed record IssuerKeys(DiscoveryDocument Issuer, IssuerKeySet Keys, long Fetched);
