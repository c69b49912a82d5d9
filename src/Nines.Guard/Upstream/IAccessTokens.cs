namespace Nines.Guard.Upstream;

/// <summary>The guard's own tokens for Azure. Safe for many callers at once.</summary>
internal interface IAccessTokens
{
    /// <summary>A token that is good now.</summary>
    /// <param name="scope">Such as <c>https://management.azure.com/.default</c>.</param>
    /// <exception cref="GuardUnavailableException">None can be had now; the part is <c>credential</c>.</exception>
    ValueTask<AccessToken> GetAsync(string scope, CancellationToken cancellation);

    /// <summary>
    /// A token in place of one that Azure refused. The same one comes back when it is so young that another would be no better: a
    /// permission that is missing must not turn every question into a request for a token.
    /// </summary>
    /// <exception cref="GuardUnavailableException">None can be had now.</exception>
    ValueTask<AccessToken> RenewAsync(string scope, AccessToken refused, CancellationToken cancellation);
}

/// <param name="value">The secret itself; it is sent in the Authorization header only.</param>
/// <param name="notAfter">End of the token's validity.</param>
internal sealed class AccessToken(string value, DateTimeOffset notAfter)
{
    public string Value { get; } = value;

    public DateTimeOffset NotAfter { get; } = notAfter;

    /// <summary>Never the token.</summary>
    public override string ToString() => $"a token until {NotAfter:O}";
}
