using Lintel.Accounts;
using Lintel.AspNetCore;

namespace Lintel.Management.Accounts;

/// <summary>Reads what is asked of accounts; names of plans and limits are checked where the API is known.</summary>
internal static class AccountBodies
{
    private const string ExternalIdField = "externalId";

    public static NewAccount ReadNew(FieldReader fields)
    {
        var contracts = fields.Call.ContractsOf();
        var api = fields.OneOf(
            "api",
            [.. contracts.Where(contract => contract.Realm == contract.Api).Select(contract => contract.Api)],
            required: true) ?? string.Empty;
        return new NewAccount
        {
            Api = api,
            Name = fields.Text("name", required: true, min: 1, max: 100) ?? string.Empty,
            Plan = fields.Text("plan", min: 1, max: 64),
            Subscription = fields.Text("subscription", min: 1, max: 64),
            Limits = fields.Limits("limits") ?? new Dictionary<string, int>(),
            ExternalId = fields.IsNull(ExternalIdField) ? null : ExternalId(fields),
            Metadata = MetadataFields.Read(fields) ?? new Dictionary<string, string>(),
        };
    }

    public static AccountChange ReadChange(FieldReader fields) => new(
        new AccountEdit
        {
            Name = fields.Text("name", min: 1, max: 100),
            Plan = fields.Text("plan", min: 1, max: 64),
            Subscription = fields.Text("subscription", min: 1, max: 64),
            Limits = fields.Limits("limits"),
            ExternalId = fields.IsNull(ExternalIdField) ? new AccountExternalId(null) : ExternalId(fields) is { } id ? new AccountExternalId(id) : null,
            Metadata = MetadataFields.Read(fields),
        },
        fields.Integer("version", min: 1));

    public static AccountQuery ReadQuery(FieldReader fields) => new(
        fields.Call.RealmOf(fields.Text("api", max: 100)),
        fields.Text("cursor", min: 1, max: 100),
        (int)(fields.Integer("limit", min: 1, max: 200) ?? 50))
    {
        ExternalId = ExternalId(fields),
        Text = fields.Text("q", min: 1, max: 100),
        Ids = ListedIds.Read(fields),
        Metadata = MetadataFields.ReadFilter(fields),
    };

    private static string? ExternalId(FieldReader fields) => fields.Text(ExternalIdField, min: 1, max: 128);
}

/// <summary>A change of an account, and the version that it is meant for; null for whatever there is.</summary>
internal sealed record AccountChange(AccountEdit Edit, long? Version);
