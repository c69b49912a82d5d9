namespace Nines.Guard.Upstream.Credentials;

/// <summary>Makes the guard's own credential of its options.</summary>
internal static class CredentialFactory
{
    /// <param name="remote">Calls over the network, by a proxy where the environment names one.</param>
    /// <param name="local">Calls to this machine and its host, never by a proxy.</param>
    public static CachedAccessTokens Create(CredentialOptions options, ResilientCalls remote, ResilientCalls local, TimeProvider time)
    {
        ITokenSource source = options.Kind switch
        {
            CredentialKind.ManagedIdentity => new ManagedIdentityTokens(options, new TokenService(local, time)),
            CredentialKind.AksTokenUrl => new AksTokens(options, new TokenService(remote, time)),
            _ => new EntraTokens(options, new TokenService(remote, time)),
        };
        return new CachedAccessTokens(source, options, time);
    }
}
