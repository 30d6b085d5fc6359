using Lintel.AspNetCore;

namespace Lintel.HttpTests.Samples;

/// <summary>The operations behind each contract of <c>samples/contracts</c>, so that the examples of the formats' documentation come about.</summary>
internal static class SampleApis
{
    public static IReadOnlyList<SampleOperations> All { get; } =
    [
        new("aws-json", ReadNameAndCount, ("/tables", Refusal.Missing("Table", "tablename")), ("/own", Refusal.WithCode("ConditionalCheckFailedException"))),
        new("cloudflare", ReadNameAndCount, ("/own", Refusal.WithCode("1003"))),
        new("discord", ReadActivities, ("/own", Refusal.WithCode("unknown_channel"))),
        new("django", ReadTransfer, ("/own", Refusal.WithCode("service_unavailable"))),
        new("elasticsearch", ReadNameAndCount, ("/own", Refusal.WithCode("index_not_found_exception", ("index", "missing")))),
        new("github", ReadNameAndCount, ("/issues", Issue()), ("/own", Refusal.WithCode("issues_disabled"))),
        new(
            "google",
            ReadNameAndCount,
            ("/own", Refusal.WithCode("API_DISABLED", ("resource", "projects/123"), ("service", "pubsub.googleapis.com")))),
        new("graphql", ReadNameAndCount, ("/own", Refusal.WithCode("PERSISTED_QUERY_NOT_FOUND"))),
        new("heroku", ReadNameAndCount, ("/own", Refusal.WithCode("verification_needed", ("count", 5)))),
        new("json-api", ReadPerson, ("/own", Refusal.WithCode("version_conflict", ("current", 7)))),
        new(
            "kubernetes",
            ReadNameAndCount,
            ("/pods", Refusal.Missing("pods", "missing")),
            ("/own", Refusal.WithCode("AlreadyExists", ("resource", "pods"), ("id", "web")))),
        new("laravel", ReadPost, ("/own", Refusal.WithCode("page_expired"))),
        new(
            "microsoft",
            ReadNameAndCount,
            ("/contacts", Contact()),
            ("/own", Refusal.WithCode("PasswordReused", ("target", "password"), ("innerCode", "PasswordError")))),
        new("oauth", ReadGrant, ("/own", Refusal.WithCode("authorization_pending"))),
        new("paypal", ReadOrder, ("/own", Refusal.WithCode("UNPROCESSABLE_ENTITY"))),
        new("problem-details", ReadProfile, ("/account/12345/msgs/abc", OutOfCredit())),
        new("s3", ReadNameAndCount, ("/own", Refusal.WithCode("NoSuchBucket"))),
        new("shopify", ReadProduct, ("/own", Refusal.WithCode("locked"))),
        new("slack", ReadMessage, ("/own", Refusal.WithCode("channel_not_found"))),
        new("spring-boot", ReadNameAndCount, ("/own", Refusal.WithCode("out_of_print", ("isbn", "0-13-110362-8")))),
        new("square", ReadPayment, ("/own", Refusal.WithCode("CARD_DECLINED", ("reason", "'GENERIC_DECLINE'")))),
        new("stripe", ReadCharge, ("/own", Refusal.WithCode("card_declined"))),
        new("twilio", ReadNameAndCount, ("/own", Refusal.WithCode("21211", ("to", "5551234567")))),
    ];

    private static object ReadNameAndCount(FieldReader fields) =>
        (fields.Text("name", required: true, min: 1, max: 20), fields.Integer("count", min: 1, max: 9));

    private static object ReadCharge(FieldReader fields) => (fields.Integer("amount", required: true, min: 1), fields.Text("currency", required: true));

    private static object ReadGrant(FieldReader fields) => (fields.Text("grant_type", required: true), fields.Text("code", required: true));

    private static object ReadMessage(FieldReader fields) => (fields.Text("channel", required: true), fields.Text("text", required: true));

    private static object ReadPayment(FieldReader fields) => (fields.Text("source_id", required: true), fields.Integer("amount", required: true));

    private static object ReadProduct(FieldReader fields) => (fields.Text("title", required: true), fields.Text("vendor", max: 10));

    private static object ReadPost(FieldReader fields) =>
        (fields.Text("title", required: true), fields.Object("authorization", inner => (object)(inner.OneOf("role", ["admin", "member"]) ?? string.Empty)));

    private static object ReadTransfer(FieldReader fields)
    {
        var description = fields.Text("description", required: true);
        var amount = fields.Integer("amount", required: true);
        if (description is { Length: 0 })
        {
            fields.Fault("description", "This field may not be blank.");
        }

        return (amount, description);
    }

    private static object ReadPerson(FieldReader fields) => fields.Object(
        "data",
        data => data.Object<object>("attributes", ReadAttributes, required: true)!,
        required: true)!;

    private static object ReadAttributes(FieldReader attributes)
    {
        if (attributes.Text("firstName", required: true) is { Length: < 2 })
        {
            attributes.Fault("firstName", "First name must contain at least two characters.");
        }

        return attributes.Text("lastName", max: 20) ?? string.Empty;
    }

    private static object ReadProfile(FieldReader fields)
    {
        fields.Integer("age", required: true, min: 1);
        return fields.Object<object>("profile", ReadColor)!;
    }

    private static object ReadColor(FieldReader profile)
    {
        var color = profile.Text("color");
        if (color is not ("green" or "red" or "blue"))
        {
            profile.Fault("color", "must be 'green', 'red' or 'blue'");
        }

        return color ?? string.Empty;
    }

    private static object ReadOrder(FieldReader fields) =>
        (fields.OneOf("intent", ["CAPTURE", "AUTHORIZE"], required: true), fields.Objects<object>("purchase_units", ReadUnit, required: true));

    private static object ReadUnit(FieldReader unit) => unit.Text("amount", required: true) ?? string.Empty;

    private static object ReadActivities(FieldReader fields) => fields.Objects<object>("activities", ReadActivity, required: true)!;

    private static object ReadActivity(FieldReader activity)
    {
        if (activity.Text("platform") is not ("desktop" or "android" or "ios"))
        {
            activity.Fault("platform", FieldFaultKind.OneOf, ("allowed", "'desktop', 'android', 'ios'"));
        }

        if (activity.Integer("type") is not (>= 0 and <= 5))
        {
            activity.Fault("type", FieldFaultKind.OneOf, ("allowed", "0, 1, 2, 3, 4, 5"));
        }

        return activity;
    }

    private static Refusal Issue() => Refusal.WithCode("validation_failed", ("resource", "Issue")).WithFaults(
        [new FieldFault(FieldLocation.Body, "title", FieldFaultKind.Missing, "The title is missing.")]);

    private static Refusal Contact() =>
        Refusal.WithCode("BadArgument", ("problem", "Multiple errors in ContactInfo data"), ("target", "ContactInfo")).WithFaults(
            [
                new FieldFault(FieldLocation.Body, "PhoneNumber", FieldFaultKind.Missing, "Phone number must not be null"),
                new FieldFault(FieldLocation.Body, "LastName", FieldFaultKind.Missing, "Last name must not be null"),
                new FieldFault(FieldLocation.Body, "Address", FieldFaultKind.Format, "Address is not valid"),
            ]);

    private static Refusal OutOfCredit() => Refusal.WithCode(
        "out-of-credit",
        ("balance", 30),
        ("price", 50),
        ("accounts", new[] { "/account/12345", "/account/67890" }));
}
