using Nines.Reliability.OpenPsa;
using Nines.Testing;

namespace Nines.Tests.Reliability.OpenPsa;

public sealed class OpenPsaExampleTests
{
    [Fact]
    public void The_two_path_power_example_reads_and_common_causes_dominate_it()
    {
        OpenPsaReading reading = Mef.Read(File.ReadAllBytes(Repository.File("examples/fault-trees/two-path-power.xml")));

        reading.Errors.ShouldBeEmpty();
        OpenPsaTop top = reading.Tops.ShouldHaveSingleItem();
        top.Name.ShouldBe("rack-dark");
        top.Function.Events.Select(e => e.Name).ShouldContain("power.a.distribution");

        // By hand, conditioning on the utility and the shared generator cause: the UPSs' common cause alone is 2e-6 of it.
        StateEnumeration.Probability(top.Function).ShouldBe(2.3913781e-6, 1e-13);
    }
}
