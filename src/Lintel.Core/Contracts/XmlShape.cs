namespace Lintel.Contracts;

/// <summary>The names that an error body needs in XML and not in JSON.</summary>
/// <param name="Root">The document's element. <value>error</value></param>
/// <param name="Item">The element of an item of a list. <value>item</value></param>
/// <param name="Namespace">The namespace of all elements; empty for none.</param>
internal sealed record XmlShape(string Root, string Item, string Namespace);
