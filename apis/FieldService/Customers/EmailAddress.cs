using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Lintel.AspNetCore;
using Lintel.Requests;

namespace Lintel.FieldService.Customers;

/// <summary>E-mail addresses: their form, and when two are the same.</summary>
internal static partial class EmailAddress
{
    private const int Longest = 254;

    /// <summary>Domains whose mailboxes are thrown away; a customer cannot be reached there tomorrow.</summary>
    private static readonly FrozenSet<string> ThrowAwayDomains = new[]
    {
        "10minutemail.com", "dispostable.com", "fakeinbox.com", "getnada.com", "guerrillamail.com", "mailinator.com", "maildrop.cc", "sharklasers.com",
        "temp-mail.org", "tempmail.com", "throwawaymail.com", "trashmail.com", "yopmail.com",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>By what two addresses of a company are compared.</summary>
    public static string KeyOf(string address) => address.Trim().ToLowerInvariant();

    /// <summary>Reads an address, trimmed; null where it is faulty.</summary>
    public static string? Read(FieldReader fields, string name)
    {
        var address = fields.Text(name, max: Longest)?.Trim();
        if (address is null)
        {
            return null;
        }

        if (!Form().IsMatch(address))
        {
            fields.Fault(name, FieldFaultKind.Format, ("expected", "an e-mail address"));
        }
        else if (ThrowAwayDomains.Contains(address[(address.LastIndexOf('@') + 1)..]))
        {
            fields.Fault(name, "must not be a throw-away address");
        }

        return address;
    }

    [GeneratedRegex(@"\A[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
