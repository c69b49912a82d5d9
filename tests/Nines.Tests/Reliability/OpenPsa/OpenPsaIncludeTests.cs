using System.Text;
using Nines.Reliability.OpenPsa;
using Nines.Text;

namespace Nines.Tests.Reliability.OpenPsa;

public sealed class OpenPsaIncludeTests
{
    private const string Tree = """
        <opsa-mef>
          <define-fault-tree name="t"><include file="parts/gates.xml"/></define-fault-tree>
          <include file="data.xml"/>
        </opsa-mef>
        """;

    private const string Gates = """<opsa-mef><define-gate name="top"><and><event name="a"/><event name="b"/></and></define-gate></opsa-mef>""";

    private readonly Dictionary<string, string> _files = new(StringComparer.Ordinal)
    {
        ["models/parts/gates.xml"] = Gates,
        ["models/data.xml"] = $"<opsa-mef>{Mef.FourEvents}</opsa-mef>",
    };

    [Fact]
    public void The_files_of_a_model_are_read_relative_to_the_one_that_names_them()
    {
        OpenPsaReading reading = Read(Tree);

        reading.Errors.ShouldBeEmpty();
        OpenPsaTop top = reading.Tops.ShouldHaveSingleItem();
        (top.Name, top.FaultTree, top.Position.File).ShouldBe(("top", "t", "models/parts/gates.xml"));
        StateEnumeration.Probability(top.Function).ShouldBe(0.02, 1e-12);
    }

    [Fact]
    public void Errors_name_the_file_that_they_are_in()
    {
        _files["models/parts/gates.xml"] = "<opsa-mef>\n<define-gate name=\"top\"><event name=\"aa\"/></define-gate></opsa-mef>";

        Read(Tree).Errors.Select(error => error.ToString()).ShouldBe(["models/parts/gates.xml:2:25: Event 'aa' is not defined. Did you mean 'a'?"]);
    }

    [Theory]
    [InlineData("missing.xml", "The included file cannot be read: models/missing.xml: does not exist.")]
    [InlineData("/etc/hostname", "The file '/etc/hostname' is not read.")]
    [InlineData("https://example.com/a.xml", "The file 'https://example.com/a.xml' is not read.")]
    [InlineData("./sub/../main.xml", "The file './sub/../main.xml' is already part of the model.")]
    public void A_file_that_cannot_be_included_is_refused_where_it_is_named(string file, string expected) => Read(
        $"<opsa-mef>\n<include file=\"{file}\"/></opsa-mef>").Errors[0].ToString().ShouldStartWith($"models/main.xml:2:1: {expected}");

    [Fact]
    public void Files_that_include_each_other_end_with_an_error()
    {
        _files["models/one.xml"] = "<opsa-mef><include file=\"two.xml\"/></opsa-mef>";
        _files["models/two.xml"] = "<opsa-mef><include file=\"one.xml\"/></opsa-mef>";

        Read("<opsa-mef><include file=\"one.xml\"/></opsa-mef>").Errors[0].ToString().ShouldStartWith("models/two.xml:1:11: The file 'one.xml' is already part of the model.");
    }

    [Fact]
    public void What_is_included_must_fit_where_it_stands()
    {
        _files["models/parts/gates.xml"] = "<opsa-mef><define-fault-tree name=\"u\"/></opsa-mef>";

        Read(Tree).Errors[0].ToString().ShouldBe(
            "models/parts/gates.xml:1:11: <define-fault-tree> is not allowed inside <define-fault-tree>, where this file is included.");
    }

    private OpenPsaReading Read(string main)
    {
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes(main));
        return OpenPsaReader.Read(stream, "models/main.xml", Open, cancellationToken: TestLimit.Token);
    }

    private ReadResult<Stream> Open(string path) => _files.TryGetValue(path, out string? text)
        ? ReadResult.Of<Stream>(new MemoryStream(Encoding.UTF8.GetBytes(text)))
        : ReadResult.Failed<Stream>(new Diagnostic(new SourcePosition(path, 0, 0), "does not exist."));
}
