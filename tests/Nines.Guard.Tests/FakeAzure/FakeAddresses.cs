using Nines.FakeAzure;

namespace Nines.Guard.Tests.FakeAzure;

internal static class FakeAddresses
{
    extension(FakeAzureServer server)
    {
        /// <summary>The endpoint of the policy decision point, with its version.</summary>
        public Uri PdpAddress => new(server.BaseAddress, "/providers/Microsoft.Authorization/checkAccess?api-version=2021-06-01-preview");

        /// <summary>The token service of AKS.</summary>
        public Uri AksTokenAddress => new(server.BaseAddress, "/aks/token");
    }
}
