namespace Nines.Guard.Upstream;

/// <summary>One request as it is sent, with the secrets in it; never logged.</summary>
/// <param name="Principal">Who is throttled together: a 429 of one principal does not hold back another.</param>
/// <param name="Bearer">The token, or null.</param>
/// <param name="Metadata">True adds <c>Metadata: true</c>, which the instance metadata service asks for.</param>
internal sealed record OutgoingCall(
    string Part,
    string Principal,
    HttpMethod Method,
    Uri Address,
    ReadOnlyMemory<byte> Body = default,
    string ContentType = "application/json",
    string? Bearer = null,
    bool Metadata = false)
{
    /// <summary>Only what may be seen.</summary>
    public override string ToString() => $"{Part} {Method} {Address.GetLeftPart(UriPartial.Authority)}";
}
