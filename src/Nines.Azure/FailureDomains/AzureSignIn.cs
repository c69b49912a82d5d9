using Azure.Core;
using Azure.Identity;
using Nines.Clouds;

namespace Nines.Azure.FailureDomains;

/// <summary>The default identity for calls to the resource manager.</summary>
public static class AzureSignIn
{
    /// <summary>
    /// The identity that is signed in on this machine: the environment variables, workload identity, managed identity, or the az command and its like.
    /// Never opens a browser. No call is made before the first token is needed.
    /// </summary>
    public static TokenCredential CreateCredential(AzureCloud cloud)
    {
        ArgumentNullException.ThrowIfNull(cloud);
        return new DefaultAzureCredential(new DefaultAzureCredentialOptions { AuthorityHost = cloud.Authority, ExcludeInteractiveBrowserCredential = true });
    }
}
