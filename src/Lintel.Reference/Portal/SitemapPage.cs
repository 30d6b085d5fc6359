using System.Text;
using System.Xml;

namespace Lintel.Reference;

/// <summary>The list of the portal's pages for search engines (sitemaps.org).</summary>
internal static class SitemapPage
{
    private const string Namespace = "http://www.sitemaps.org/schemas/sitemap/0.9";

    public static string Of(IReadOnlyList<PortalApi> apis, PageAddress address)
    {
        var text = new StringBuilder();
        using (var xml = XmlWriter.Create(text, new XmlWriterSettings { OmitXmlDeclaration = true, Indent = true }))
        {
            xml.WriteStartElement("urlset", Namespace);
            foreach (var path in Paths(apis, address.Paths))
            {
                xml.WriteStartElement("url", Namespace);
                xml.WriteElementString("loc", Namespace, address.Absolute(path));
                xml.WriteEndElement();
            }

            xml.WriteEndElement();
        }

        return text.ToString();
    }

    private static IEnumerable<string> Paths(IReadOnlyList<PortalApi> apis, ReferencePaths paths) => apis
        .SelectMany(api => api.Errors.Select(error => paths.Of(api.Contract, error.Code)).Prepend(paths.Of(api.Contract)))
        .Prepend(paths.Root);
}
