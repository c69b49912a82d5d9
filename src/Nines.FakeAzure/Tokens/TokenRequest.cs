namespace Nines.FakeAzure.Tokens;

/// <summary>Form of a requested token. Omitted fields are as Entra ID would set them.</summary>
/// <param name="Subject">The object id or user principal name of a user, or the object id or client id of a service principal.</param>
/// <param name="Audience">Audience: a resource, or the client id of an application.</param>
/// <param name="Version">1 or 2, the shape of the token and its issuer.</param>
/// <param name="LifetimeSeconds">From its beginning; may be negative.</param>
/// <param name="NotBeforeSeconds">Start of its validity in seconds from now; usually 0.</param>
/// <param name="Groups">True to add group claims.</param>
/// <param name="ClaimsJson">A JSON object whose members replace or add to the claims; null takes a claim away.</param>
/// <param name="AppId">The application that the user signed in with.</param>
/// <param name="HeaderJson">Members to add to the header, as the inside of a JSON object.</param>
internal sealed record TokenRequest(
    string Subject,
    string Audience,
    int Version = 1,
    int LifetimeSeconds = 3_600,
    int NotBeforeSeconds = 0,
    GroupClaims Groups = GroupClaims.Auto,
    string? ClaimsJson = null,
    string AppId = TokenRequest.UsualApp,
    string HeaderJson = "")
{
    /// <summary>The public client of kubelogin.</summary>
    public const string UsualApp = "80faf920-1908-4b52-b5ef-a8e7bedfc67a";

    /// <summary>The server application of AKS, the audience of kubectl's tokens.</summary>
    public const string AksServer = "6dae42f8-4368-4678-94ff-3960e28e3630";
}

internal enum GroupClaims
{
    /// <summary>The groups when they are not too many, otherwise where to ask for them.</summary>
    Auto,

    /// <summary>The application did not ask for them.</summary>
    None,

    /// <summary>Address for asking for groups, whatever their number.</summary>
    Overage,
}
