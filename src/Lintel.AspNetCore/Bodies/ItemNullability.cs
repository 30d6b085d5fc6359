using System.Reflection;

namespace Lintel.AspNetCore;

/// <summary>The nullability of the items of a list, or of the values of a dictionary, as the member declares it; the serializer does not ask.</summary>
internal sealed class ItemNullability
{
    private readonly ItemNullability? _items;
    private readonly bool _isOfBody;

    private ItemNullability(bool refusesNull, ItemNullability? items, bool isOfBody = false) =>
        (RefusesNull, _items, _isOfBody) = (refusesNull, items, isOfBody);

    /// <summary>Of a body that is a list: what the declaration says of its items is not kept, and an item that is null is none, at any depth.</summary>
    public static ItemNullability OfBody { get; } = new(refusesNull: true, items: null, isOfBody: true);

    /// <summary>True where null is no item.</summary>
    public bool RefusesNull { get; }

    /// <summary>The same of the items of each item; null where those are no lists.</summary>
    public ItemNullability? Items => _isOfBody ? this : _items;

    /// <returns>Null for a member that is no list, and where the serializer does not tell how it is declared.</returns>
    public static ItemNullability? Of(ICustomAttributeProvider? member) => member switch
    {
        PropertyInfo property => Of(new NullabilityInfoContext().Create(property)),
        FieldInfo field => Of(new NullabilityInfoContext().Create(field)),
        _ => null,
    };

    // The values of a dictionary are its last argument.
    private static ItemNullability? Of(NullabilityInfo declared) =>
        (declared.ElementType ?? declared.GenericTypeArguments.LastOrDefault()) is { } item && Nullable.GetUnderlyingType(declared.Type) is null
            ? new ItemNullability(
                item.Type.IsValueType ? Nullable.GetUnderlyingType(item.Type) is null : item.ReadState == NullabilityState.NotNull,
                Of(item))
            : null;
}
