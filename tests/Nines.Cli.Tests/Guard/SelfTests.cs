using Nines.Cli.Verbs.Guard.Demo;

namespace Nines.Cli.Tests.Guard;

/// <summary>The demo starts further processes of the program that runs it, in each form in which it is built.</summary>
public sealed class SelfTests
{
    private static readonly string s_assembly = Path.Combine(AppContext.BaseDirectory, "Nines.Cli.dll");

    [Theory]
    [InlineData("/opt/nines/Nines.Cli")]
    [InlineData("/usr/local/bin/nines")]
    public void A_native_program_is_itself_whatever_its_name(string process) => Programs.Self(process, isManaged: false, path: "").ShouldBe([process]);

    [Fact]
    public void An_application_host_is_itself() => Programs.Self("/opt/nines/Nines.Cli", isManaged: true, path: "").ShouldBe(["/opt/nines/Nines.Cli"]);

    [Fact]
    public void The_host_of_dotnet_gets_the_assembly() => Programs.Self("/usr/bin/dotnet", isManaged: true, path: "").ShouldBe(["/usr/bin/dotnet", s_assembly]);

    [Fact]
    public void Another_host_leaves_it_to_dotnet_on_the_path() => Programs.Self("/opt/testhost", isManaged: true, path: "").ShouldBe(["dotnet", s_assembly]);
}
