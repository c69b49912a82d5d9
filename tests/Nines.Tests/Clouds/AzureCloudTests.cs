using Nines.Clouds;

namespace Nines.Tests.Clouds;

public sealed class AzureCloudTests
{
    [Theory]
    [InlineData("public", "AzureCloud", "AzurePublicCloud", "management.azure.com", "login.microsoftonline.com", "sts.windows.net", "https://authorization.azure.net")]
    [InlineData("china", "AzureChinaCloud", "CHINA", "management.chinacloudapi.cn", "login.partner.microsoftonline.cn", "sts.chinacloudapi.cn", "https://authorization.azure.cn")]
    [InlineData("us-government", "government", "AzureUSGovernment", "management.usgovcloudapi.net", "login.microsoftonline.us", "sts.windows.net", "https://authorization.azure.us")]
    public void Every_spelling_of_a_cloud_gives_its_addresses(string name, string other, string third, string manager, string login, string issuer, string audience)
    {
        AzureCloud cloud = AzureCloud.Find(name)!;
        AzureCloud.Names.ShouldContain(name);
        foreach (string spelling in (string[])[other, third, other.ToLowerInvariant(), third.ToUpperInvariant()])
        {
            AzureCloud.Find(spelling).ShouldBeSameAs(cloud, spelling);
        }

        cloud.Name.ShouldBe(name);
        cloud.ResourceManager.ShouldBe(new Uri($"https://{manager}"));
        cloud.ResourceManagerAudience.ShouldBe($"https://{manager}");
        cloud.AuthorizationAudience.ShouldBe(audience);
        cloud.TenantAuthority("t").ShouldBe(new Uri($"https://{login}/t/v2.0"));
        cloud.Issuers("t").ShouldBe([$"https://{issuer}/t/", $"https://{login}/t/v2.0"]);
    }

    [Theory]
    [InlineData("mars")]
    [InlineData("")]
    [InlineData("usgovernment")]
    public void Other_names_are_unknown(string name) => AzureCloud.Find(name).ShouldBeNull();

    [Theory]
    [InlineData("http://management.azure.com")]
    [InlineData("https://user:secret@management.azure.com")]
    public void A_cloud_is_reached_by_https_alone(string address)
    {
        Should.Throw<ArgumentException>(() => new AzureCloud("x", new Uri(address), new Uri("https://login.microsoftonline.com")));
        Should.Throw<ArgumentException>(() => new AzureCloud("x", new Uri("https://management.azure.com"), new Uri(address)));
    }
}
