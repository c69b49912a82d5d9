using System.Buffers;
using System.Collections.Immutable;
using System.Text;
using Nines.Guard.Cache;
using Nines.Guard.Decisions;
using Nines.Guard.Protocol;

namespace Nines.Guard.Tests.Protocol;

public sealed class ReviewWriterTests
{
    [Theory]
    [InlineData(nameof(Verdict.Allow), """{"allowed":true,"reason":"because"}""")]
    [InlineData(nameof(Verdict.Deny), """{"allowed":false,"denied":true,"reason":"because"}""")]
    [InlineData(nameof(Verdict.NoOpinion), """{"allowed":false,"reason":"because"}""")]
    public void A_decision_is_answered_in_the_version_of_its_question(string verdict, string status)
    {
        AccessDecision decision = AccessDecision.Create(Enum.Parse<Verdict>(verdict), "because", AnswerSource.Rule);
        Written(output => ReviewWriter.Write(output, ReviewVersion.V1, decision))
            .ShouldBe($$"""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","status":{{status}}}""");
        Written(output => ReviewWriter.Write(output, ReviewVersion.V1Beta1, decision))
            .ShouldBe($$"""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1beta1","status":{{status}}}""");
    }

    [Fact]
    public void An_answer_contains_everything_known_about_the_user()
    {
        var user = new UserIdentity(
            "anna", "7", ["g1", "g2"], ImmutableDictionary<string, ImmutableArray<string>>.Empty.Add("oid", ["1"]).Add("a", ["x", "y"]));
        Written(output => ReviewWriter.Write(output, ReviewVersion.V1, new AuthenticationAnswer(user, ["api"], null, AnswerSource.File, null))).ShouldBe(
            """
            {"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","status":{"authenticated":true,"user":{"username":"anna","uid":"7","groups":["g1","g2"],"extra":{"a":["x","y"],"oid":["1"]}},"audiences":["api"]}}
            """.Trim());
    }

    [Fact]
    public void A_refusal_does_not_show_its_reason_to_the_caller()
    {
        Written(output => ReviewWriter.Write(output, ReviewVersion.V1, AuthenticationAnswer.Refused("expired")))
            .ShouldBe("""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","status":{"authenticated":false}}""");
    }

    private static string Written(Action<IBufferWriter<byte>> write)
    {
        var output = new ArrayBufferWriter<byte>();
        write(output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}
