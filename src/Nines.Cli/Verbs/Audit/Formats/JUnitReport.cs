using System.Collections.Frozen;
using System.Text;
using System.Xml;
using Nines.Audits;
using Nines.Audits.Findings;
using Nines.Audits.Losses;
using Nines.Cli.Verbs.Audit.Answers;
using Nines.Clusters;

namespace Nines.Cli.Verbs.Audit.Formats;

/// <summary>
/// An audit as JUnit XML: a suite for each family of codes, with a case for each object. A case fails if it has a finding that fails
/// the run (<c>--fail-on</c>, <c>--baseline</c>); other findings are its output, so that the CI system and the exit code agree.
/// </summary>
internal static class JUnitReport
{
    private static readonly XmlWriterSettings s_settings = new() { Indent = true, IndentChars = " ", NewLineChars = "\n", Encoding = new UTF8Encoding(false) };

    public static string Render(AuditAnswer answer)
    {
        using var stream = new MemoryStream();
        using (var xml = XmlWriter.Create(stream, s_settings))
        {
            Write(answer, xml);
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length) + "\n";
    }

    private static void Write(AuditAnswer answer, XmlWriter xml)
    {
        FrozenSet<Finding> failing = answer.Failing.ToFrozenSet<Finding>(ReferenceEqualityComparer.Instance);
        ILookup<(char, ObjectName), Finding> found = answer.Findings.ToLookup(finding => (finding.Kind.Code[4], finding.Subject));
        IEnumerable<WorkloadAudit> workloads = answer.Focus is { } focus ? [focus] : answer.Report.Workloads;
        ObjectName[] judged = [.. workloads.Select(workload => workload.Workload.Name).Distinct().Order()];
        xml.WriteStartDocument();
        xml.WriteStartElement("testsuites");
        xml.WriteAttributeString("name", "nines audit");
        foreach (CodeFamily family in CodeFamily.All)
        {
            // Spare capacity and the cluster do not concern each workload.
            IEnumerable<ObjectName> always = family.Digit < '7' ? judged : [];
            ObjectName[] subjects =
                [.. always.Union(answer.Findings.Where(finding => family.Has(finding.Kind.Code)).Select(finding => finding.Subject)).Distinct().Order()];
            WriteSuite(family, subjects, found, failing, [.. answer.Report.Unjudged.Where(unjudged => family.Has(unjudged.Kind.Code))], xml);
        }

        xml.WriteEndElement();
        xml.WriteEndDocument();
    }

    private static void WriteSuite(
        CodeFamily family, ObjectName[] subjects, ILookup<(char, ObjectName), Finding> found, FrozenSet<Finding> failing, Unjudged[] unjudged, XmlWriter xml)
    {
        int failures = subjects.Count(subject => found[(family.Digit, subject)].Any(failing.Contains));
        xml.WriteStartElement("testsuite");
        xml.WriteAttributeString("name", $"{family.Name} {family.Title}");
        xml.WriteAttributeString("tests", XmlConvert.ToString(subjects.Length + unjudged.Length));
        xml.WriteAttributeString("failures", XmlConvert.ToString(failures));
        xml.WriteAttributeString("errors", "0");
        xml.WriteAttributeString("skipped", XmlConvert.ToString(unjudged.Length));
        foreach (ObjectName subject in subjects)
        {
            WriteStart(family, AuditPhrases.Name(subject), xml);
            Finding[] own = [.. found[(family.Digit, subject)].OrderByDescending(finding => finding.Severity)];
            Finding[] failed = [.. own.Where(failing.Contains)];
            if (failed.Length > 0)
            {
                xml.WriteStartElement("failure");
                xml.WriteAttributeString("type", failed[0].Kind.Code);
                xml.WriteAttributeString("message", failed.Length == 1 ? AuditPhrases.Message(failed[0]) : $"{AuditPhrases.Message(failed[0])} And {failed.Length - 1} more.");
                xml.WriteString(string.Join('\n', failed.Select(Line)));
                xml.WriteEndElement();
            }

            if (own.Length > failed.Length)
            {
                xml.WriteElementString("system-out", string.Join('\n', own.Where(finding => !failing.Contains(finding)).Select(Line)));
            }

            xml.WriteEndElement();
        }

        foreach (Unjudged each in unjudged)
        {
            WriteStart(family, $"{each.Kind.Code} {each.Kind.Title}", xml);
            xml.WriteStartElement("skipped");
            xml.WriteAttributeString("message", "Skipped: " + AuditPhrases.Unjudged(each));
            xml.WriteEndElement();
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void WriteStart(CodeFamily family, string name, XmlWriter xml)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"nines.audit.{family.Name}");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("time", "0");
    }

    private static string Line(Finding finding) =>
        $"{AuditPhrases.Level(finding.Severity)} {finding.Kind.Code}: {AuditPhrases.Message(finding)} {AuditPhrases.Fix(finding)}";
}
