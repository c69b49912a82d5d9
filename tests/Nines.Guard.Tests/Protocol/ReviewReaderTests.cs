using System.Text;
using Nines.Guard.Decisions;
using Nines.Guard.Protocol;

namespace Nines.Guard.Tests.Protocol;

public sealed class ReviewReaderTests
{
    // As kube-apiserver 1.20 sends it.
    private const string AccessV1 = """
        {"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":{"creationTimestamp":null},"spec":{"resourceAttributes":
        {"namespace":"dev","verb":"create","version":"v1","resource":"pods"},"user":"anna","groups":["developers","system:authenticated"],
        "extra":{"oid":["11111111-2222-3333-4444-555555555555"]},"uid":"7"},"status":{"allowed":false}}
        """;

    [Fact]
    public void A_review_of_kube_apiserver_is_read_completely()
    {
        AccessReview review = Access(AccessV1);
        review.Version.ShouldBe(ReviewVersion.V1);
        review.Question.Resource.ShouldBe(new ResourceAttributes("create", "", "v1", "pods", "", "dev", ""));
        review.Question.NonResource.ShouldBeNull();
        review.Question.User.Name.ShouldBe("anna");
        review.Question.User.Uid.ShouldBe("7");
        review.Question.User.Groups.ShouldBe(["developers", "system:authenticated"]);
        review.Question.User.ObjectId.ShouldBe("11111111-2222-3333-4444-555555555555");
    }

    [Fact]
    public void The_beta_version_calls_the_groups_group_and_each_version_refuses_the_key_of_the_other()
    {
        string beta = AccessV1.Replace("io/v1\"", "io/v1beta1\"", StringComparison.Ordinal).Replace("\"groups\"", "\"group\"", StringComparison.Ordinal);
        Access(beta).Question.User.Groups.ShouldBe(["developers", "system:authenticated"]);
        Access(beta).Version.ShouldBe(ReviewVersion.V1Beta1);

        // A reader that passed the other name over would answer for a user without groups.
        Fault(beta.Replace("v1beta1", "v1", StringComparison.Ordinal)).ShouldContain("expected spec.groups");
        Fault(beta.Replace("\"group\"", "\"groups\"", StringComparison.Ordinal)).ShouldContain("expected spec.group.");
    }

    [Fact]
    public void The_order_of_fields_does_not_matter_and_unknown_ones_are_skipped()
    {
        AccessReview review = Access("""
            {"spec":{"nonResourceAttributes":{"new":{"a":[1,{"b":null}]},"path":"/healthz","verb":"get"},"user":"u","extra":null,"groups":null,"later":1.5e3},
            "kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","metadata":null}
            """);
        review.Question.NonResource.ShouldBe(new NonResourceAttributes("get", "/healthz"));
        review.Question.User.Groups.ShouldBeEmpty();
    }

    [Fact]
    public void A_token_review_is_read_and_does_not_print_its_token()
    {
        TokenReview review = TokenReviewReader.Read("""
            {"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1beta1","spec":{"token":"s3cret","audiences":["a","b"]}}
            """u8);
        review.Token.ShouldBe("s3cret");
        review.Audiences.ShouldBe(["a", "b"]);
        review.Version.ShouldBe(ReviewVersion.V1Beta1);
        review.ToString().ShouldNotContain("s3cret");
    }

    [Theory]
    [InlineData("", "not JSON at line 1")]
    [InlineData("[]", "not an object")]
    [InlineData("{}", "kind is missing")]
    [InlineData("""{"kind":"Pod"}""", "kind is 'Pod'; expected 'SubjectAccessReview'")]
    [InlineData("""{"kind":"SubjectAccessReview"}""", "apiVersion is missing")]
    [InlineData("""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v2"}""", "expected 'authorization.k8s.io/v1'")]
    [InlineData("""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1"}""", "neither")]
    [InlineData("""{"kind":"SubjectAccessReview","apiVersion":"authorization.k8s.io/v1","spec":{"resourceAttributes":{},"nonResourceAttributes":{}}}""", "both")]
    [InlineData("""{"spec":{"user":7}}""", "spec.user is a number; expected a string")]
    [InlineData("""{"spec":{"groups":"g"}}""", "spec.groups is a string; expected a list of strings")]
    [InlineData("""{"spec":{"groups":["g",{}]}}""", "spec.groups[1] is an object; expected a string")]
    [InlineData("""{"spec":{"extra":{"oid":"x"}}}""", "spec.extra.oid is a string")]
    [InlineData("""{"spec":{"extra":{"a":[],"a":[]}}}""", "spec.extra.a is duplicated")]
    [InlineData("""{"spec":{"user":"a","user":"b"}}""", "spec.user is duplicated")]
    [InlineData("""{"spec":{"resourceAttributes":{"verb":"get","verb":"delete"}}}""", "spec.resourceAttributes.verb is duplicated")]
    [InlineData("""{"spec":{"resourceAttributes":{"verb":"get","\u0076erb":"delete"}}}""", "spec.resourceAttributes.verb is duplicated")]
    [InlineData("""{"spec":{},"spec":{}}""", "spec is duplicated")]
    [InlineData("""{"spec":[]}""", "spec is a list; expected an object")]
    [InlineData("""{"kind":"SubjectAccessReview"} {}""", "not JSON")]
    [InlineData("""{"spec":{"user":"\ud800"}}""", "spec.user is not text")]
    [InlineData("""{"x":[[[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]]]]}""", "not JSON")]
    public void Invalid_reviews_are_refused_with_the_expected_form(string body, string expected) => Fault(body).ShouldContain(expected);

    [Fact]
    public void A_token_is_required_and_never_in_a_message()
    {
        Should.Throw<ReviewFaultException>(() => TokenReviewReader.Read("""{"kind":"TokenReview","apiVersion":"authentication.k8s.io/v1","spec":{}}"""u8))
            .Message.ShouldContain("spec.token");
        foreach (string broken in (string[])["""{"spec":{"token":"s3cret" x}}""", """{"spec":{"token":"s3cret","token":"s3cret"}}""", """{"spec":{"token":["s3cret"]}}"""])
        {
            Should.Throw<ReviewFaultException>(() => TokenReviewReader.Read(Encoding.UTF8.GetBytes(broken))).ToString().ShouldNotContain("s3cret");
        }
    }

    [Fact]
    public void Lists_are_bounded()
    {
        string groups = string.Join(',', Enumerable.Repeat("\"g\"", ReviewLimits.ListItems + 1));
        Fault("{\"spec\":{\"groups\":[" + groups + "]}}").ShouldContain("more than 20000 items");
        string keys = string.Join(',', Enumerable.Range(0, ReviewLimits.ExtraKeys + 1).Select(key => $"\"k{key}\":[]"));
        Fault("{\"spec\":{\"extra\":{" + keys + "}}}").ShouldContain("more than 1000 keys");
    }

    [Fact]
    public void Any_changed_byte_is_refused_or_read()
    {
        byte[] good = Encoding.UTF8.GetBytes(AccessV1);
        int refused = 0;
        var random = new System.Random(20_261);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bad = [.. good];
            for (int change = random.Next(1, 4); change > 0; change--)
            {
                bad[random.Next(bad.Length)] = (byte)random.Next(256);
            }

            try
            {
                AccessReviewReader.Read(bad.AsSpan(0, round % 7 == 0 ? random.Next(bad.Length) : bad.Length));
            }
            catch (ReviewFaultException)
            {
                refused++;
            }
        }

        refused.ShouldBeGreaterThan(5000);
    }

    private static AccessReview Access(string body) => AccessReviewReader.Read(Encoding.UTF8.GetBytes(body));

    private static string Fault(string body) => Should.Throw<ReviewFaultException>(() => Access(body)).Message;
}
