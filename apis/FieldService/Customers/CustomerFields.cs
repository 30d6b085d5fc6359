using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.FieldService.Bodies;
using Lintel.FieldService.Storage;

namespace Lintel.FieldService.Customers;

/// <summary>What the body of a customer says.</summary>
internal sealed partial record CustomerFields(
    Sent<string> Name,
    Sent<string?> Email,
    Sent<string?> Phone,
    Sent<long> DefaultSlaHours,
    Sent<bool> TaxExempt,
    Sent<string?> TaxExemptionReason) : IChange
{
    private const long InitialSlaHours = 24;

    public bool IsEmpty => !(Name.IsSent || Email.IsSent || Phone.IsSent || DefaultSlaHours.IsSent || TaxExempt.IsSent || TaxExemptionReason.IsSent);

    public static CustomerFields ReadNew(FieldReader fields) => Read(fields, WriteMode.Create);

    public static CustomerFields ReadChanges(FieldReader fields) => Read(fields, WriteMode.Change);

    private static CustomerFields Read(FieldReader fields, WriteMode mode) => new(
        fields.NeededText(mode, "customer_name", 255),
        fields.Optional(mode, Spelling(fields, "customer_email", "contact_email"), null, EmailAddress.Read),
        fields.Optional(mode, Spelling(fields, "customer_phone", "contact_phone"), null, ReadPhone),
        fields.Optional(mode, "default_sla_hours", InitialSlaHours, (reader, name) => reader.Integer(name, min: 1, max: 8760) ?? InitialSlaHours),
        fields.Optional(mode, "tax_exempt", false, (reader, name) => reader.Boolean(name) ?? false),
        fields.OptionalText(mode, "tax_exemption_reason", 255));

    /// <summary>The vendor's pages show two spellings of the same field; the reference page's wins where both are there.</summary>
    private static string Spelling(FieldReader fields, string preferred, string other) =>
        fields.Has(preferred) || (!fields.Has(other) && fields.Names.Contains(preferred)) ? preferred : fields.Names.Contains(other) ? other : preferred;

    private static string? ReadPhone(FieldReader fields, string name) =>
        fields.Text(name, pattern: Phone164(), expected: "a phone number in E.164 form such as +15550100123");

    [GeneratedRegex(@"\A\+[1-9][0-9]{6,14}\z", RegexOptions.None, 1000)]
    private static partial Regex Phone164();
}

/// <summary>What the body of a location says.</summary>
internal sealed partial record LocationFields(
    Sent<string> Name,
    Sent<string> Street,
    Sent<string> City,
    Sent<string> State,
    Sent<string> Zip,
    Sent<string?> ContactEmail,
    Sent<string?> Notes) : IChange
{
    public bool IsEmpty => !(Name.IsSent || Street.IsSent || City.IsSent || State.IsSent || Zip.IsSent || ContactEmail.IsSent || Notes.IsSent);

    public static LocationFields ReadNew(FieldReader fields) => Read(fields, WriteMode.Create);

    public static LocationFields ReadChanges(FieldReader fields) => Read(fields, WriteMode.Change);

    private static LocationFields Read(FieldReader fields, WriteMode mode) => new(
        fields.NeededText(mode, "location_name", 255),
        fields.NeededText(mode, "street", 255),
        fields.NeededText(mode, "city", 255),
        fields.Needed(mode, "state", (reader, name, required) => reader.Text(name, required, pattern: TwoLetters(), expected: "two letters") ?? string.Empty),
        fields.Needed(
            mode,
            "zip",
            (reader, name, required) => reader.Text(name, required, pattern: ZipCode(), expected: "a ZIP code of 5 or 9 digits") ?? string.Empty),
        fields.Optional(mode, "contact_email", null, EmailAddress.Read),
        fields.OptionalText(mode, "notes", 2000));

    [GeneratedRegex(@"\A[A-Za-z]{2}\z", RegexOptions.None, 1000)]
    private static partial Regex TwoLetters();

    [GeneratedRegex(@"\A[0-9]{5}(-?[0-9]{4})?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex ZipCode();
}

/// <summary>Which customers a list shows.</summary>
internal sealed record CustomerFilter(string? Search, CreatedRange Created, bool? HasLocations, Paging Paging)
{
    public static CustomerFilter Read(FieldReader fields) =>
        new(fields.Text("search", max: 255), fields.ReadCreatedRange(), fields.Boolean("has_locations"), fields.ReadPaging());
}

/// <summary>The records that a read of one customer brings along.</summary>
internal sealed record CustomerInclude([AllowedValues(CustomerEndpoints.Locations)] string? Include = null)
{
    /// <summary>True where the locations come along.</summary>
    public bool Locations => Include is not null;
}
