using System.Text;
using Nines.Reliability.OpenPsa;

namespace Nines.Tests.Reliability.OpenPsa;

/// <summary>Short ways to read models in tests.</summary>
internal static class Mef
{
    /// <summary>A basic event <c>a</c> to <c>d</c> of each of these probabilities.</summary>
    public const string FourEvents = """
        <model-data>
          <define-basic-event name="a"><float value="0.1"/></define-basic-event>
          <define-basic-event name="b"><float value="0.2"/></define-basic-event>
          <define-basic-event name="c"><float value="0.3"/></define-basic-event>
          <define-basic-event name="d"><float value="0.4"/></define-basic-event>
        </model-data>
        """;

    public static OpenPsaReading Read(string xml, OpenPsaLimits? limits = null) => Read(Encoding.UTF8.GetBytes(xml), limits);

    public static OpenPsaReading Read(byte[] bytes, OpenPsaLimits? limits = null)
    {
        using var stream = new MemoryStream(bytes);
        return OpenPsaReader.Read(stream, "model.xml", open: null, limits, TestLimit.Token);
    }

    /// <summary>A model of one gate <c>top</c> with this formula over <see cref="FourEvents"/>.</summary>
    public static string Formula(string formula) =>
        $"<opsa-mef><define-fault-tree name=\"t\"><define-gate name=\"top\">{formula}</define-gate></define-fault-tree>{FourEvents}</opsa-mef>";

    /// <summary>A model of one basic event with this expression, and any other definitions.</summary>
    public static string Expression(string expression, string others = "") => $"""
        <opsa-mef><define-fault-tree name="t"><define-gate name="top"><basic-event name="x"/></define-gate></define-fault-tree>
        <model-data><define-basic-event name="x">{expression}</define-basic-event>{others}</model-data></opsa-mef>
        """;

    /// <summary>The probability of the only top event.</summary>
    public static double Probability(string xml)
    {
        OpenPsaReading reading = Read(xml);
        reading.Errors.ShouldBeEmpty();
        return StateEnumeration.Probability(reading.Tops.ShouldHaveSingleItem().Function);
    }

    /// <summary>The errors, one a line.</summary>
    public static string Errors(string xml) => string.Join('\n', Read(xml).Errors);
}
