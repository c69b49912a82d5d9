using Nines.Guard.Decisions.Entra;

namespace Nines.Guard.Composition;

/// <summary>The addresses of a cloud, from Microsoft's tables of national clouds.</summary>
/// <param name="Management">Azure Resource Manager.</param>
/// <param name="DecisionScope">What a token for the policy decision point must be good for.</param>
internal sealed record AzureCloud(EntraCloud Entra, Uri Management, string DecisionScope)
{
    public static AzureCloud Public { get; } =
        new(EntraCloud.Public, new Uri("https://management.azure.com/"), "https://authorization.azure.net/.default");

    public static AzureCloud China { get; } =
        new(EntraCloud.China, new Uri("https://management.chinacloudapi.cn/"), "https://authorization.azure.cn/.default");

    public static AzureCloud Government { get; } =
        new(EntraCloud.Government, new Uri("https://management.usgovcloudapi.net/"), "https://authorization.azure.us/.default");
}
