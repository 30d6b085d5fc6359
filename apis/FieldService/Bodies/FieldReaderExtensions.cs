using Lintel.AspNetCore;
using Lintel.FieldService.Storage;
using Lintel.Shared;

namespace Lintel.FieldService.Bodies;

/// <summary>
/// Reads fields by the mode of the write, which no type knows: a blank is a default in one and sets back in another. Faults are noted in the order of the
/// calls, which is the order of the tables in the docs.
/// </summary>
internal static class FieldReaderExtensions
{
    /// <summary>A field that a record cannot be without.</summary>
    public static Sent<T> Needed<T>(this FieldReader fields, WriteMode mode, string name, Func<FieldReader, string, bool, T> read)
    {
        if (mode != WriteMode.Change)
        {
            return read(fields, name, true);
        }

        if (fields.Has(name))
        {
            return read(fields, name, false);
        }

        if (fields.Names.Contains(name))
        {
            fields.Fault(name, "must not be blank");
        }

        return default;
    }

    /// <summary>A field that has a default.</summary>
    public static Sent<T> Optional<T>(this FieldReader fields, WriteMode mode, string name, T initial, Func<FieldReader, string, T> read)
    {
        if (fields.Has(name))
        {
            return read(fields, name);
        }

        return mode != WriteMode.Change || fields.Names.Contains(name) ? initial : default(Sent<T>);
    }

    /// <summary>A field that a record cannot be without, and that is looked up.</summary>
    public static async Task<Sent<T>> NeededAsync<T>(this FieldReader fields, WriteMode mode, string name, Func<FieldReader, string, bool, Task<T>> read)
    {
        var isRead = mode != WriteMode.Change || fields.Has(name);
        var value = isRead ? await read(fields, name, mode != WriteMode.Change) : default!;
        return fields.Needed(mode, name, (_, _, _) => value);
    }

    /// <summary>A field that has a default, and that is looked up.</summary>
    public static async Task<Sent<T>> OptionalAsync<T>(this FieldReader fields, WriteMode mode, string name, T initial, Func<FieldReader, string, Task<T>> read)
    {
        var value = fields.Has(name) ? await read(fields, name) : initial;
        return fields.Optional(mode, name, initial, (_, _) => value);
    }

    public static Sent<string> NeededText(this FieldReader fields, WriteMode mode, string name, int max) =>
        fields.Needed(mode, name, (reader, field, required) => reader.Text(field, required, min: 1, max: max)?.Trim() ?? string.Empty);

    public static Sent<string?> OptionalText(this FieldReader fields, WriteMode mode, string name, int max) =>
        fields.Optional<string?>(mode, name, null, (reader, field) => reader.Text(field, max: max));

    public static Sent<string> DescriptionText(this FieldReader fields, WriteMode mode, string name, int max) =>
        fields.Optional(mode, name, string.Empty, (reader, field) => reader.Text(field, max: max) ?? string.Empty);

    public static Sent<string?> OptionalMoment(this FieldReader fields, WriteMode mode, string name) =>
        fields.Optional(mode, name, null, (reader, field) => MomentText.Seconds(reader.Timestamp(field)));

    /// <summary>The page of a list, from the query string.</summary>
    public static Paging ReadPaging(this FieldReader fields) =>
        new(fields.Integer("page", min: 1, max: int.MaxValue) ?? 1, fields.Integer("per_page", min: 1, max: 100) ?? 50);

    /// <summary>The bounds of the moment of creation, from the query string.</summary>
    public static CreatedRange ReadCreatedRange(this FieldReader fields) =>
        new(MomentText.Seconds(fields.Timestamp("created_after")), Moment.TextRoundedUp(fields.Timestamp("created_before")));
}
