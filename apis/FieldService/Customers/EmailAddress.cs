using System.Collections.Frozen;
using Lintel.AspNetCore;
using Lintel.Sessions;

namespace Lintel.FieldService.Customers;

/// <summary>Email addresses: their form, and when two are the same.</summary>
internal static class EmailAddress
{
    /// <summary>Domains whose mailboxes are thrown away; a customer cannot be reached there tomorrow.</summary>
    private static readonly FrozenSet<string> ThrowAwayDomains = new[]
    {
        "10minutemail.com", "dispostable.com", "fakeinbox.com", "getnada.com", "guerrillamail.com", "mailinator.com", "maildrop.cc", "sharklasers.com",
        "temp-mail.org", "tempmail.com", "throwawaymail.com", "trashmail.com", "yopmail.com",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    /// <summary>The form by which two addresses of a company are the same.</summary>
    public static string KeyOf(string address) => LoginName.Normalize(address);

    /// <summary>Reads an address, trimmed; null where it is faulty.</summary>
    public static string? Read(FieldReader fields, string name)
    {
        var address = fields.ShownEmail(name);
        if (address is not null && ThrowAwayDomains.Contains(address[(address.LastIndexOf('@') + 1)..]))
        {
            fields.Fault(name, "must not be a throw-away address");
        }

        return address;
    }
}
